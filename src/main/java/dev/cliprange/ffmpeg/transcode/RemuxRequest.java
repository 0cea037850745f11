package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A source to copy into an MP4.
 *
 * @param label names the work in logs
 * @param input with its container, its codecs and the streams that clips do not have
 * @param encoded audio streams that are among the left out ones, and are encoded; counted over all streams of the source
 * @param channels of all audio streams of the result, those that are encoded last; 0: not known
 * @param progress receives how far the output is, in microseconds from the start; on any thread, must not block. It may
 *     decrease
 */
public record RemuxRequest(
        String label, FfmpegInput input, List<Integer> encoded, List<Integer> channels, LongConsumer progress) {

    public RemuxRequest {
        encoded = List.copyOf(encoded);
        channels = List.copyOf(channels);
    }
}
