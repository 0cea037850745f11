package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Decodes audio of sources. */
public final class AudioDecoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public AudioDecoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /** The longest life of a process. */
    public Duration longest() {
        return TranscodePump.LONGEST;
    }

    /**
     * The samples of one channel, mixed of all channels, as signed 16-bit little-endian integers. Sample 0 is time 0 of
     * the source. A buffer may end within a sample. Process, ownership and failures as {@link Remuxer#remux}.
     */
    public Flux<ByteBuf> decode(AudioRequest request) {
        return TranscodePump.output(
                pool,
                properties,
                new TranscodePump.Work(
                        "decoded",
                        request.label(),
                        AudioCommand.of(properties, request, TranscodePump.LONGEST),
                        request.input().url(),
                        request.progress()));
    }
}
