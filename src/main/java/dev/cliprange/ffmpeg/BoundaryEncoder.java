package dev.cliprange.ffmpeg;

import reactor.core.publisher.Mono;

/** Encodes the frames of a source that stream copy cannot cut. */
public final class BoundaryEncoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    BoundaryEncoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
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
        return pool.acquire()
                .flatMap(permit -> Mono.create(sink -> new EncodeRun(properties, pool, permit, request, sink).start()));
    }
}
