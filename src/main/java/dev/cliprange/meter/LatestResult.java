package dev.cliprange.meter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The latest result of a query, for gauges. Reading it never waits: if the result is old, the query runs in the background
 * and the next reader gets its result. At most one query runs at a time, and none runs while nothing reads.
 */
public final class LatestResult<T> {

    private static final Logger log = LoggerFactory.getLogger(LatestResult.class);

    private final Mono<T> query;
    private final long lifetimeNanos;
    private final T unknown;
    private final LongSupplier nanos;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile T latest;
    /** Of {@link #latest}, in nanoseconds of {@link #nanos}. */
    private volatile long since;

    private volatile boolean asked;

    /**
     * Makes one that has not run the query.
     *
     * @param query ends by itself, because nothing cancels it
     * @param lifetime of a result
     * @param unknown the result before the query has succeeded, and after it has failed
     */
    public LatestResult(Mono<T> query, Duration lifetime, T unknown) {
        this(query, lifetime, unknown, System::nanoTime);
    }

    LatestResult(Mono<T> query, Duration lifetime, T unknown, LongSupplier nanos) {
        this.query = query;
        this.lifetimeNanos = lifetime.toNanos();
        this.unknown = unknown;
        this.nanos = nanos;
        this.latest = unknown;
    }

    /** Returns the latest result, and runs the query in the background if it is old. */
    public T get() {
        boolean old = !asked || nanos.getAsLong() - since >= lifetimeNanos;
        if (old && running.compareAndSet(false, true)) {
            asked = true;
            query.doOnError(error -> log.atDebug().setCause(error).log("no figures for gauges"))
                    .onErrorComplete()
                    .defaultIfEmpty(unknown)
                    .subscribe(this::accept);
        }
        return latest;
    }

    private void accept(T result) {
        latest = result;
        since = nanos.getAsLong();
        running.set(false);
    }
}
