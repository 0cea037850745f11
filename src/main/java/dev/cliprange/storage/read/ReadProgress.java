package dev.cliprange.storage.read;

import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.client.ReadLimits;
import dev.cliprange.storage.client.TransientReadException;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The progress of one read over all its attempts. An attempt that receives at least {@value #STEP_BYTES} bytes does not
 * count as failed. So a long stream survives many breaks, and a stream from a server that sends one byte per connection
 * ends. Not thread-safe.
 */
final class ReadProgress {

    static final long STEP_BYTES = 64 * 1_024;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final ByteSpan span;
    private final ReadLimits limits;
    private final Runnable onResume;
    private long doneBytes;
    private long failedAtBytes = -STEP_BYTES;
    private int failures;

    ReadProgress(ByteSpan span, ReadLimits limits, Runnable onResume) {
        this.span = span;
        this.limits = limits;
        this.onResume = onResume;
    }

    /** The span that is left. Not to be called when the read is complete. */
    ByteSpan left() {
        return span.skip(doneBytes);
    }

    long doneBytes() {
        return doneBytes;
    }

    boolean isComplete() {
        return doneBytes == span.lengthBytes();
    }

    void advance(ByteBuf buffer) {
        doneBytes += buffer.readableBytes();
    }

    /** Subscribes again after transient failures, until there are too many in a row. */
    Retry retry() {
        return Retry.from(signals -> signals.concatMap(this::next));
    }

    private Publisher<Long> next(Retry.RetrySignal signal) {
        Throwable failure = ReadFailures.classify(signal.failure());
        if (!(failure instanceof TransientReadException broken)) {
            return Mono.error(failure);
        }
        if (isComplete()) {
            // Every byte has been received. A failure afterwards does not matter.
            return Flux.empty();
        }
        if (doneBytes - failedAtBytes >= STEP_BYTES) {
            failures = 0;
        }
        failedAtBytes = doneBytes;
        failures++;
        if (failures > limits.retries()) {
            return Mono.error(broken.giveUp());
        }
        onResume.run();
        return Mono.delay(backoff());
    }

    private Duration backoff() {
        long doubledMillis = limits.backoff().toMillis() << Math.min(failures - 1, 16);
        long cappedMillis = Math.min(doubledMillis, LONGEST_BACKOFF.toMillis());
        // Half of it is random, so that reads that broke together are not retried together.
        return Duration.ofMillis(cappedMillis / 2 + ThreadLocalRandom.current().nextLong(cappedMillis / 2 + 1));
    }
}
