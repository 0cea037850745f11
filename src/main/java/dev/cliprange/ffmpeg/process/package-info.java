/**
 * The pool of FFmpeg processes, the life cycle of a process, its limits, and what its standard error says.
 */
@NullMarked
package dev.cliprange.ffmpeg.process;

import org.jspecify.annotations.NullMarked;
