package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.StreamEndedException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A clip whose first fragment has arrived. Its owner subscribes to the body, or calls {@link #close()}, or both.
 * Otherwise the idle timeout ends it.
 */
public final class FfmpegStream {

    private final PullBody body;
    private final Runnable cancel;
    private final Timings timings;

    FfmpegStream(PullBody body, Runnable cancel, Timings timings) {
        this.body = body;
        this.cancel = cancel;
        this.timings = timings;
    }

    /**
     * All bytes of the clip, for one subscriber: direct pooled buffers of at most {@value ClipPump#PIECE_BYTES} bytes,
     * at most as many as were requested. The subscriber releases them. Standard output is read only on demand, on the
     * thread of the process. The body completes when the clip is whole and the process has ended. Cancelling ends the
     * process.
     *
     * <p>Fails with a {@link dev.cliprange.failure.FailureException} if the source failed, and with a {@link
     * StreamEndedException} if a limit or a caller ended the stream. The bytes until then are not the whole clip, so
     * the caller must abort the connection.
     */
    public Flux<ByteBuf> body() {
        return Flux.from(body);
    }

    public Timings timings() {
        return timings;
    }

    /**
     * Ends the process if it still runs. Completes at once; the permit is released after the process has been reaped.
     */
    public Mono<Void> close() {
        return Mono.fromRunnable(cancel);
    }

    /**
     * The parts of the time to the first fragment.
     *
     * @param queue from the request to the permit
     * @param spawn from there to the start of the process
     * @param firstByte from there to the first fragment
     */
    public record Timings(Duration queue, Duration spawn, Duration firstByte) {}
}
