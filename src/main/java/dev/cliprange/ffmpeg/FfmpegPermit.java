package dev.cliprange.ffmpeg;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.pool.PooledRef;

/** The right to run one process. */
final class FfmpegPermit {

    private final PooledRef<Object> permit;
    private final Duration waited;
    private final AtomicBoolean released = new AtomicBoolean();

    FfmpegPermit(PooledRef<Object> permit, Duration waited) {
        this.permit = permit;
        this.waited = waited;
    }

    /** How long it was waited for. */
    Duration waited() {
        return waited;
    }

    /** Gives the place back; only the first call counts. May hand the permit to the next in the queue on this thread. */
    void release() {
        if (released.compareAndSet(false, true)) {
            permit.release().subscribe();
        }
    }
}
