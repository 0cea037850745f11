/**
 * Parses what FFmpeg reports about a source: its streams, packets, keyframes, and jumps in time.
 */
@NullMarked
package dev.cliprange.ffmpeg.packet;

import org.jspecify.annotations.NullMarked;
