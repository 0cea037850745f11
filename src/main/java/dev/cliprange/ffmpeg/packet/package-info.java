/**
 * FFmpeg's listing of a source's packets: streams, keyframes and jumps of time.
 */
@NullMarked
package dev.cliprange.ffmpeg.packet;

import org.jspecify.annotations.NullMarked;
