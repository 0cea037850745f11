package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Share;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Encodes the frames of a source that stream copy cannot cut. */
public final class BoundaryEncoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public BoundaryEncoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * Why pictures cannot be encoded here, known before a process starts; empty if they can. The text is for the client.
     *
     * @param width in pixels, as the source's sample entry has it
     * @param height in pixels
     */
    public Optional<String> refusal(EncoderTarget target, int width, int height) {
        if ((long) width * height <= EncodeCommand.mostPixels(properties, target)) {
            return Optional.empty();
        }
        return Optional.of("Encoding pictures of " + width + " x " + height
                + " pixels takes more memory than a process of this instance may use.");
    }

    /**
     * The encoder's output, whole: a fragmented MP4. Waits for a permit, and gives it back when the process has been reaped;
     * cancelling ends the process.
     *
     * <p>Fails with what the input fails with, else with a {@link dev.cliprange.failure.FailureException}:
     * {@code TOO_BUSY}, {@code PRECISE_UNAVAILABLE} (this FFmpeg has no such encoder, or the frames are too many),
     * {@code SOURCE_TIMEOUT} at the deadline, {@code MEDIA_MALFORMED}, or {@code INTERNAL}.
     */
    public Mono<byte[]> encode(EncodeRequest request) {
        return pool.acquire(Share.ENCODING, request.holder())
                .flatMap(permit -> ProcessRun.mono(pool, permit, new EncodePump(properties, request)));
    }
}
