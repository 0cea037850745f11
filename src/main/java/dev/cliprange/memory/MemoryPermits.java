package dev.cliprange.memory;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Weighted permits for work that needs much memory. The weights of all running work never exceed the total. Work waits
 * in the order of arrival, and for a limited time.
 */
public final class MemoryPermits {

    private static final int LONGEST_QUEUE = 1000;

    private final long totalBytes;
    private final Duration longestWait;
    private final int waitingTotals;
    private final Deque<Permit> waiting = new ArrayDeque<>();
    private long freeBytes;

    /**
     * @param totalBytes at least 1
     * @param waitingTotals how many times the total may wait; choose few if work that waits takes memory too
     */
    public MemoryPermits(long totalBytes, Duration longestWait, int waitingTotals) {
        if (totalBytes < 1) {
            throw new IllegalArgumentException("totalBytes: " + totalBytes + " (expected: >= 1)");
        }
        this.totalBytes = totalBytes;
        this.freeBytes = totalBytes;
        this.longestWait = longestWait;
        this.waitingTotals = waitingTotals;
    }

    /** The largest weight of one piece of work. */
    public long totalBytes() {
        return totalBytes;
    }

    /** The weight that is free now. */
    public synchronized long freeBytes() {
        return freeBytes;
    }

    /**
     * Runs work while it has a permit of this weight. The permit is released when the work completes, fails or is
     * cancelled.
     *
     * @param bytes work that is heavier than the total gets all of it
     * @throws FailureException TOO_BUSY if the permit is not free in time, or too much work waits
     */
    public <T> Mono<T> with(long bytes, Mono<T> work) {
        return Mono.usingWhen(
                acquire(Math.clamp(bytes, 1, totalBytes)),
                permit -> work,
                permit -> Mono.fromRunnable(permit::release));
    }

    private Mono<Permit> acquire(long bytes) {
        return Mono.create(sink -> new Permit(bytes, sink).request());
    }

    private synchronized boolean enqueue(Permit permit) {
        long waitingBytes = waiting.stream().mapToLong(it -> it.bytes).sum();
        boolean fits = waiting.isEmpty() || waitingBytes + permit.bytes <= waitingTotals * totalBytes;
        return fits && waiting.size() < LONGEST_QUEUE && waiting.add(permit);
    }

    /**
     * Gives permits to waiting work in order, as long as they fit. Work starts on another thread. Otherwise work that
     * ends at once would start the next work recursively, as deep as the queue is long.
     */
    private void drain() {
        while (true) {
            Permit next;
            synchronized (this) {
                next = waiting.peekFirst();
                if (next == null || next.bytes > freeBytes) {
                    return;
                }
                waiting.removeFirst();
                if (!next.take()) {
                    continue;
                }
                freeBytes -= next.bytes;
            }
            Schedulers.parallel().schedule(next::grant);
        }
    }

    private static FailureException tooBusy() {
        return new FailureException(
                Failure.TOO_BUSY,
                "The memory for large operations is in use; try again in a few seconds.",
                Map.of("retryAfterSeconds", 5));
    }

    private final class Permit {

        private enum State {
            WAITING,
            HELD,
            OVER
        }

        private final long bytes;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final MonoSink<Permit> sink;
        private final Disposable.Swap timer = Disposables.swap();

        Permit(long bytes, MonoSink<Permit> sink) {
            this.bytes = bytes;
            this.sink = sink;
        }

        void request() {
            if (!enqueue(this)) {
                sink.error(tooBusy());
                return;
            }
            timer.update(Schedulers.parallel().schedule(this::expire, longestWait.toMillis(), TimeUnit.MILLISECONDS));
            // Work that is cancelled must keep neither its place in the queue nor a permit that it was just given.
            sink.onCancel(this::leave);
            drain();
        }

        boolean take() {
            return state.compareAndSet(State.WAITING, State.HELD);
        }

        void grant() {
            timer.dispose();
            sink.success(this);
        }

        private void expire() {
            if (abandon()) {
                sink.error(tooBusy());
            }
        }

        private void leave() {
            timer.dispose();
            if (!abandon()) {
                release();
            }
        }

        private boolean abandon() {
            if (!state.compareAndSet(State.WAITING, State.OVER)) {
                return false;
            }
            synchronized (MemoryPermits.this) {
                waiting.remove(this);
            }
            // The next work may need less.
            drain();
            return true;
        }

        void release() {
            if (state.compareAndSet(State.HELD, State.OVER)) {
                synchronized (MemoryPermits.this) {
                    freeBytes += bytes;
                }
                drain();
            }
        }
    }
}
