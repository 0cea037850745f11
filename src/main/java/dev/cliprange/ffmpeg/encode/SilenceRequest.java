package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import java.time.Duration;

/**
 * A request to encode silence.
 *
 * @param label names the process in logs
 * @param holder holds the process
 * @param channels 1 to 6
 * @param bitRate in bits per second
 * @param deadline the longest life of the process
 */
public record SilenceRequest(
        String label,
        ProcessHolder holder,
        AudioCodec codec,
        int sampleRate,
        int channels,
        int bitRate,
        Duration deadline) {}
