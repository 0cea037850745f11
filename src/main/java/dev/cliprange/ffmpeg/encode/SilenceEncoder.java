package dev.cliprange.ffmpeg.encode;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Share;
import reactor.core.publisher.Mono;

/** Encodes silence for the gaps of audio tracks. */
public final class SilenceEncoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public SilenceEncoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * The whole output of the encoder: a fragmented MP4. Waits for a permit, which is released after the process has
     * been reaped. Cancelling ends the process.
     *
     * <p>Fails with a {@link dev.cliprange.failure.FailureException}: {@code TOO_BUSY}, {@code MEDIA_UNSUPPORTED} if this
     * FFmpeg cannot encode it, {@code SOURCE_TIMEOUT} at the deadline, or {@code INTERNAL}.
     */
    public Mono<byte[]> encode(SilenceRequest request) {
        return pool.acquire(Share.ENCODING, request.holder())
                .flatMap(permit -> ProcessRun.mono(pool, permit, new SilencePump(properties, request)));
    }
}
