package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Acquires a permit within the longest wait. A cancelled wait leaves the queue. The subscriber owns a granted permit.
 */
final class PermitMono extends Mono<FfmpegPermit> {

    private final PermitQueue queue;
    private final Share share;
    private final List<ProcessHolder.Limited> holders;
    private final int mostWaiting;
    private final Duration maxWait;
    private final PermitQueue.Refusal refusal;

    PermitMono(
            PermitQueue queue,
            Share share,
            List<ProcessHolder.Limited> holders,
            int mostWaiting,
            Duration maxWait,
            PermitQueue.Refusal refusal) {
        this.queue = queue;
        this.share = share;
        this.holders = holders;
        this.mostWaiting = mostWaiting;
        this.maxWait = maxWait;
        this.refusal = refusal;
    }

    @Override
    public void subscribe(CoreSubscriber<? super FfmpegPermit> actual) {
        actual.onSubscribe(new Wait(actual));
    }

    private final class Wait implements Subscription, PermitQueue.Request {

        private final CoreSubscriber<? super FfmpegPermit> actual;
        private final AtomicBoolean asked = new AtomicBoolean();
        private volatile boolean cancelled;
        private volatile PermitQueue.@Nullable Ticket ticket;
        private volatile @Nullable Disposable timer;

        private Wait(CoreSubscriber<? super FfmpegPermit> actual) {
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (!asked.compareAndSet(false, true) || cancelled) {
                return;
            }
            PermitQueue.Ticket mine = queue.ask(share, holders, mostWaiting, refusal, this);
            ticket = mine;
            if (cancelled) {
                queue.withdraw(mine);
            } else if (mine.waits()) {
                timer = Schedulers.parallel().schedule(() -> timeOut(mine), maxWait.toNanos(), TimeUnit.NANOSECONDS);
                if (!mine.waits()) {
                    stopTimer();
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            PermitQueue.Ticket mine = ticket;
            if (mine != null && queue.withdraw(mine)) {
                stopTimer();
            }
        }

        @Override
        public void granted(FfmpegPermit permit) {
            stopTimer();
            if (cancelled) {
                permit.release();
                return;
            }
            actual.onNext(permit);
            actual.onComplete();
        }

        @Override
        public void failed(Throwable failure) {
            stopTimer();
            actual.onError(failure);
        }

        private void timeOut(PermitQueue.Ticket mine) {
            Optional<ProcessHolder.Limited> full = queue.full(mine);
            if (queue.withdraw(mine)) {
                actual.onError(refusal.of(full));
            }
        }

        private void stopTimer() {
            Disposable running = timer;
            if (running != null) {
                running.dispose();
            }
        }
    }
}
