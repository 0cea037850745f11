package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import java.util.function.LongConsumer;

/**
 * An audio stream to decode.
 *
 * @param label names the work in logs
 * @param input with its container and its codecs
 * @param stream as in FFmpeg's option {@code -map}, for example {@code 0:a:0}
 * @param absolute whether the times of the container are those of the source; otherwise the source begins with the first
 *     packet
 * @param sampleRate of the result, in Hz
 * @param progress as {@link RemuxRequest#progress}
 */
public record AudioRequest(
        String label, FfmpegInput input, String stream, boolean absolute, int sampleRate, LongConsumer progress) {}
