/**
 * Encodes the few frames at the edges of a precise clip. FFmpeg reads them from a pipe and writes to a pipe.
 */
@NullMarked
package dev.cliprange.ffmpeg.encode;

import org.jspecify.annotations.NullMarked;
