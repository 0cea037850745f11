package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Copies sources into MP4 files. */
public final class Remuxer {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public Remuxer(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /** The longest life of a process. */
    public Duration longest() {
        return TranscodePump.LONGEST;
    }

    /**
     * The bytes of a fragmented MP4. The process runs while they are requested, without a permit: the number of jobs of
     * an instance is limited. Cancelling ends the process. The subscriber releases each buffer.
     *
     * <p>Fails with a {@link dev.cliprange.failure.FailureException}: {@code MEDIA_UNSUPPORTED}, {@code
     * MEDIA_MALFORMED}, {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT}, {@code SHUTTING_DOWN} or {@code INTERNAL}.
     */
    public Flux<ByteBuf> remux(RemuxRequest request) {
        return TranscodePump.output(
                pool,
                properties,
                new TranscodePump.Work(
                        "copied",
                        request.label(),
                        RemuxCommand.of(properties, request, TranscodePump.LONGEST),
                        request.input().url(),
                        request.progress()));
    }
}
