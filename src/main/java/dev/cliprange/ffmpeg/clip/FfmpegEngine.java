package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.Share;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Makes clips by stream copy. Each clip has a process of its own. */
public final class FfmpegEngine {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public FfmpegEngine(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /** The longest time from {@link #open} to the end of the process. */
    public Duration longest() {
        return properties.longestClip();
    }

    /**
     * Starts the clip, and resolves when its first fragment has arrived. Cancelling before that ends the process.
     * Afterwards the caller owns the stream.
     *
     * <p>Fails with a {@link dev.cliprange.failure.FailureException}: {@code TOO_BUSY}, {@code SOURCE_NOT_FOUND},
     * {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT}, {@code SOURCE_CHANGED}, {@code MEDIA_UNSUPPORTED},
     * {@code MEDIA_MALFORMED}, {@code RANGE_OUTSIDE_SOURCE}, or {@code FFMPEG_UNAVAILABLE} if there is no FFmpeg.
     */
    public Mono<FfmpegStream> open(ClipRequest request) {
        return pool.acquire(Share.VIEWER, request.holder())
                .flatMap(permit -> ClipPump.open(properties, pool, permit, request));
    }
}
