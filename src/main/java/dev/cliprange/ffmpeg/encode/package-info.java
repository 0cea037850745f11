/**
 * Encodes the few frames at the edges of a precise clip. FFmpeg reads them from a pipe and writes to a pipe. Encodings that
 * clients wait for are shared, and their failures are remembered.
 */
@NullMarked
package dev.cliprange.ffmpeg.encode;

import org.jspecify.annotations.NullMarked;
