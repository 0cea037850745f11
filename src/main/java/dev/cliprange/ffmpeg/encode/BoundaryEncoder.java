package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Share;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Encodes the frames that stream copy cannot cut. */
public final class BoundaryEncoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public BoundaryEncoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * The reason why pictures of this size cannot be encoded here; empty if they can. The text is for the client.
     *
     * @param width in pixels, as in the sample entry of the source
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
     * The whole output of the encoder: a fragmented MP4. Waits for a permit, which is released after the process has
     * been reaped. Cancelling ends the process.
     *
     * <p>Fails as the input fails, otherwise with a {@link dev.cliprange.failure.FailureException}:
     * {@code TOO_BUSY}, {@code PRECISE_UNAVAILABLE} (this FFmpeg has no such encoder, or the frames are too many),
     * {@code SOURCE_TIMEOUT} at the deadline, {@code MEDIA_MALFORMED}, or {@code INTERNAL}.
     */
    public Mono<byte[]> encode(EncodeRequest request) {
        return pool.acquire(Share.ENCODING, request.holder())
                .flatMap(permit -> ProcessRun.mono(pool, permit, new EncodePump(properties, request)));
    }
}
