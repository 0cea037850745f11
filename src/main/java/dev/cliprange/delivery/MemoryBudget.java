package dev.cliprange.delivery;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Bytes of the heap that one kind of work may use at once. Work names its most bytes before it starts and waits, in the order of
 * the requests, until they are free. Safe for use by many threads.
 */
final class MemoryBudget {

    private static final int MOST_WAITING = 64;
    private static final int RETRY_AFTER_SECONDS = 2;

    private final long totalBytes;
    private final Duration maxWait;
    private final Deque<Held> waiting = new ArrayDeque<>();
    private long usedBytes;

    MemoryBudget(long totalBytes, Duration maxWait) {
        this.totalBytes = totalBytes;
        this.maxWait = maxWait;
    }

    /**
     * Does the work while its bytes are taken from the budget. They are free again when it completes, fails or is cancelled.
     *
     * <p>Fails with {@code TOO_BUSY} if the bytes are not free within the longest wait, or if too many requests wait.
     *
     * @param bytes the most that it uses; more than the whole budget counts as the whole budget
     */
    <T> Mono<T> holding(long bytes, Supplier<Mono<T>> work) {
        return Mono.usingWhen(acquire(bytes), held -> work.get(), held -> Mono.fromRunnable(held::release));
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    private Mono<Held> acquire(long bytes) {
        return Mono.defer(() -> {
            Held held = new Held(Math.min(bytes, totalBytes));
            if (!enter(held)) {
                return Mono.error(busy());
            }
            if (held.granted.isDone()) {
                return Mono.just(held);
            }
            return Mono.fromFuture(held.granted, true)
                    // Only before the budget was handed on: a late grant must not be lost.
                    .doOnCancel(held::release)
                    .timeout(maxWait, Mono.error(MemoryBudget::busy))
                    .publishOn(Schedulers.parallel());
        });
    }

    private boolean enter(Held held) {
        List<Held> granted;
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return false;
            }
            waiting.addLast(held);
            granted = grant();
        }
        granted.forEach(Held::grant);
        return true;
    }

    /** Needs the lock; what it returns is to be notified without it. */
    private List<Held> grant() {
        List<Held> granted = new ArrayList<>();
        while (!waiting.isEmpty() && usedBytes + waiting.getFirst().bytes <= totalBytes) {
            Held next = waiting.removeFirst();
            usedBytes += next.bytes;
            next.holds = true;
            granted.add(next);
        }
        return granted;
    }

    private static FailureException busy() {
        return new FailureException(
                Failure.TOO_BUSY,
                "This instance encodes as much as its memory allows. Try again in a moment.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    private final class Held {

        private final long bytes;
        private final CompletableFuture<Held> granted = new CompletableFuture<>();
        /** Guarded by the budget. */
        private boolean holds;

        private Held(long bytes) {
            this.bytes = bytes;
        }

        private void grant() {
            granted.complete(this);
        }

        /** Leaves the queue, or frees the bytes. Only the first call counts. */
        private void release() {
            List<Held> others;
            synchronized (MemoryBudget.this) {
                if (holds) {
                    usedBytes -= bytes;
                    holds = false;
                } else {
                    waiting.remove(this);
                }
                others = MemoryBudget.this.grant();
            }
            others.forEach(Held::grant);
        }
    }
}
