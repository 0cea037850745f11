package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.picture.Transfer;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.LongConsumer;
import reactor.core.publisher.Flux;

/**
 * Frames to encode in several qualities.
 *
 * @param label names the work in logs
 * @param input the bytes of an MP4 with one video track, {@code moov} first; subscribed to once. The encoder releases its
 *     buffers
 * @param fromTicks the composition time of the first wanted frame
 * @param toTicks that of the last one
 * @param transfer of the pictures in the input
 * @param rotationDegrees clockwise: 0, 90, 180 or 270; the result is upright
 * @param qualities at least one, the largest first
 * @param keyframes numbers of the wanted frames, from 0 and in order; the first one is 0
 * @param progress as {@link RemuxRequest#progress}
 */
public record LadderRequest(
        String label,
        Flux<ByteBuf> input,
        long fromTicks,
        long toTicks,
        Transfer transfer,
        int rotationDegrees,
        List<Quality> qualities,
        List<Integer> keyframes,
        LongConsumer progress) {

    /**
     * A quality.
     *
     * @param shortSide of the pictures in pixels, even
     * @param mostBitsPerSecond the largest mean rate within the buffer
     * @param bufferBits the size of the encoder's rate buffer
     */
    public record Quality(int shortSide, long mostBitsPerSecond, long bufferBits) {}

    public LadderRequest {
        qualities = List.copyOf(qualities);
        keyframes = List.copyOf(keyframes);
        if (qualities.isEmpty()) {
            throw new IllegalArgumentException("qualities: none (expected: at least one)");
        }
        if (keyframes.isEmpty() || keyframes.getFirst() != 0) {
            throw new IllegalArgumentException("keyframes: " + keyframes + " (expected: 0 is the first one)");
        }
    }
}
