package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.StreamEndedException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A clip whose first fragment has arrived. Whoever has it either subscribes to the body or calls {@link #close()}, and
 * may do both; left alone it is ended by the idle timeout.
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
     * The bytes of the file from its first one, for one subscriber. Direct pooled buffers of at most
     * {@value ClipPump#PIECE_BYTES} bytes, at most as many as were asked for; whoever gets one releases it. Standard output
     * is read only on demand, on a thread of the process. Completing means that the clip is whole and the process gone;
     * cancelling ends the process.
     *
     * <p>Ends with a {@link dev.cliprange.failure.FailureException} when the source failed, with a
     * {@link StreamEndedException} when the stream was ended by a limit or from outside. What has been sent by then is
     * not the clip: the connection is to be aborted.
     */
    public Flux<ByteBuf> body() {
        return Flux.from(body);
    }

    public Timings timings() {
        return timings;
    }

    /** Ends the process if it still runs. Completes at once; the permit is back when the process has been reaped. */
    public Mono<Void> close() {
        return Mono.fromRunnable(cancel);
    }

    /**
     * Where the time to the first fragment went.
     *
     * @param queue waiting for a permit
     * @param spawn starting the process
     * @param firstByte from there to the first fragment
     */
    public record Timings(Duration queue, Duration spawn, Duration firstByte) {}
}
