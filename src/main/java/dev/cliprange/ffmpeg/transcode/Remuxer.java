package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
        return RemuxPump.LONGEST;
    }

    /**
     * The bytes of a fragmented MP4. The process runs while they are requested, without a permit: the number of jobs of
     * an instance is limited. Cancelling ends the process. The subscriber releases each buffer.
     *
     * <p>Fails with a {@link dev.cliprange.failure.FailureException}: {@code MEDIA_UNSUPPORTED}, {@code
     * MEDIA_MALFORMED}, {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT}, {@code SHUTTING_DOWN} or {@code INTERNAL}.
     */
    public Flux<ByteBuf> remux(RemuxRequest request) {
        return Mono.<Flux<ByteBuf>>create(opening -> {
                    var pump = new RemuxPump(properties, request, opening);
                    var run = new ProcessRun<>(pool, FfmpegPermit.none(), pump, pump);
                    opening.onCancel(() -> run.kill(KillReason.CANCELLED));
                    run.start();
                })
                .flatMapMany(bytes -> bytes);
    }
}
