package dev.cliprange.ffmpeg.probe;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.process.Share;
import reactor.core.publisher.Mono;

/**
 * Finds out what a source holds by one pass over all of its packets, in bounded memory, and whether clips can be made of
 * it by making one. One binary is enough: the packets are listed by FFmpeg itself.
 */
public final class SourceProbe {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public SourceProbe(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * Reads the source through. Needs a permit; the whole of the source is read, so it takes as long as that takes, at
     * most the probe's deadline.
     *
     * <p>Fails with {@code TOO_BUSY}, {@code SOURCE_NOT_FOUND}, {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT},
     * {@code SOURCE_CHANGED}, {@code MEDIA_UNSUPPORTED} or {@code MEDIA_MALFORMED}, each with a detail that may be shown.
     *
     * @param label whom it works for, as the operator sees it
     */
    public Mono<ProbedSource> probe(String label, FfmpegInput input) {
        return Mono.usingWhen(
                pool.acquire(Share.BACKGROUND, ProcessHolder.NONE),
                permit -> new ProbeRun(properties, pool, label, input).run(),
                permit -> Mono.fromRunnable(permit::release));
    }
}
