package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * A request to encode frames.
 *
 * @param label names the process in logs: the id of the clip
 * @param holder holds the process
 * @param input the bytes of an MP4 with one video track, {@code moov} first; subscribed to once. The encoder releases
 *     its buffers
 * @param wanted runs of composition times in ticks, both ends included, in order; each run begins with a sync sample
 * @param firstRunFrames how many of them are in the first run
 * @param preset of x264 and x265; other encoders use fixed settings
 * @param maxOutputBytes more output than that is a failure
 * @param deadline the longest life of the process
 */
public record EncodeRequest(
        String label,
        ProcessHolder holder,
        Flux<ByteBuf> input,
        EncoderTarget target,
        List<Run> wanted,
        int firstRunFrames,
        String preset,
        int maxOutputBytes,
        Duration deadline) {

    /** Composition times of the input, both included. */
    public record Run(long fromTicks, long toTicks) {}

    public EncodeRequest {
        wanted = List.copyOf(wanted);
    }
}
