package dev.cliprange.ffmpeg.probe;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.process.Share;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Reads the content of a source by one pass over all of its packets, in bounded memory, and makes one clip to find out
 * whether clips of it are possible. FFmpeg itself lists the packets, so no other program is needed.
 */
public final class SourceProbe {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public SourceProbe(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * Reads the whole source. Waits for a permit. May take up to the deadline of a probe.
     *
     * <p>Fails with {@code TOO_BUSY}, {@code SOURCE_NOT_FOUND}, {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT},
     * {@code SOURCE_CHANGED}, {@code MEDIA_UNSUPPORTED} or {@code MEDIA_MALFORMED}, each with a detail for the client.
     *
     * @param label names the processes in logs
     */
    public Mono<ProbedSource> probe(String label, FfmpegInput input) {
        return probe(label, input, properties.probeDeadline());
    }

    /**
     * As {@link #probe(String, FfmpegInput)}, for a source whose headers are so large that reading them takes long.
     * FFmpeg reads them again for each clip, so a source is unusable if they take longer than the first byte of a clip
     * may take.
     *
     * <p>Fails with {@code SOURCE_TIMEOUT} if FFmpeg lists no packet in that time.
     */
    public Mono<ProbedSource> probeLargeHeaders(String label, FfmpegInput input) {
        return probe(label, input, properties.firstByteTimeout());
    }

    private Mono<ProbedSource> probe(String label, FfmpegInput input, Duration firstPacket) {
        return Mono.usingWhen(
                pool.acquire(Share.BACKGROUND, ProcessHolder.NONE),
                permit -> new ProbeRun(properties, pool, label, input, firstPacket).run(),
                permit -> Mono.fromRunnable(permit::release));
    }
}
