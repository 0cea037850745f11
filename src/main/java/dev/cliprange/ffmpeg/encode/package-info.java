/**
 * Encodes the few frames at the edges of a precise clip, from a pipe to a pipe.
 */
@NullMarked
package dev.cliprange.ffmpeg.encode;

import org.jspecify.annotations.NullMarked;
