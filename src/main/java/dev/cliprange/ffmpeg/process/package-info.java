/**
 * The pool of FFmpeg processes, the life cycle of a process, its limits, and the diagnostics of its standard error.
 */
@NullMarked
package dev.cliprange.ffmpeg.process;

import org.jspecify.annotations.NullMarked;
