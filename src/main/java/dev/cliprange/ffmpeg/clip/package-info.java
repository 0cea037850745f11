/**
 * Clips by stream copy: the command, the process, and the fragments that it writes.
 */
@NullMarked
package dev.cliprange.ffmpeg.clip;

import org.jspecify.annotations.NullMarked;
