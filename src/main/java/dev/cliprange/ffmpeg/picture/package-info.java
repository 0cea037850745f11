/**
 * Makes pictures: one frame as JPEG, small pictures of several frames, and sheets of small pictures. FFmpeg reads from a
 * pipe and writes to a pipe. The caller chooses the samples.
 */
@NullMarked
package dev.cliprange.ffmpeg.picture;

import org.jspecify.annotations.NullMarked;
