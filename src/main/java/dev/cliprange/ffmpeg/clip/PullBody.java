package dev.cliprange.ffmpeg.clip;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * The bridge from a thread that produces buffers to one subscriber that asks for them. The producing thread waits for
 * demand, emits, and ends; all other calls may come from anywhere and never block.
 */
final class PullBody implements Publisher<ByteBuf>, Subscription {

    private final Thread producer;
    private final Runnable onCancel;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicLong requested = new AtomicLong();
    private volatile @Nullable Subscriber<? super ByteBuf> subscriber;
    private volatile boolean stopped;
    private volatile boolean cancelled;
    private volatile @Nullable Runnable end;

    /**
     * @param producer the only thread that waits and emits
     * @param onCancel runs when the subscriber cancels, on its thread
     */
    PullBody(Thread producer, Runnable onCancel) {
        this.producer = producer;
        this.onCancel = onCancel;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> first) {
        if (!taken.compareAndSet(false, true)) {
            Operators.error(
                    (CoreSubscriber<? super ByteBuf>) Operators.toCoreSubscriber(first),
                    new IllegalStateException("body: subscribed to before (expected: one subscriber)"));
            return;
        }
        first.onSubscribe(this);
        subscriber = first;
        LockSupport.unpark(producer);
        tellEnd();
    }

    @Override
    public void request(long count) {
        if (Operators.validate(count)) {
            requested.accumulateAndGet(count, Operators::addCap);
            LockSupport.unpark(producer);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        // First, so that the producer, once it wakes, knows why.
        onCancel.run();
        stop();
    }

    /** Ends the waiting for demand for good. */
    void stop() {
        stopped = true;
        LockSupport.unpark(producer);
    }

    /** Whether the subscriber wants something now. */
    boolean wanted() {
        return subscriber != null && requested.get() > 0;
    }

    /** Waits until something is wanted; false when it was stopped. Producing thread only. */
    boolean awaitDemand() {
        while (!stopped) {
            if (wanted()) {
                return true;
            }
            LockSupport.park(this);
            // Nobody interrupts this thread on purpose; a flag left set would make parking a busy loop.
            Thread.interrupted();
        }
        return false;
    }

    /** Hands a buffer to the subscriber, or releases it when nobody wants it any more. Producing thread only, after demand. */
    void emit(ByteBuf buffer) {
        Subscriber<? super ByteBuf> target = subscriber;
        if (cancelled || target == null) {
            buffer.release();
            return;
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        target.onNext(buffer);
    }

    /** Tells the subscriber, now or when there is one, that all has been said. */
    void complete() {
        finish(Subscriber::onComplete);
    }

    /** Tells the subscriber, now or when there is one, that the rest is missing. */
    void fail(Throwable failure) {
        finish(target -> target.onError(failure));
    }

    private void finish(java.util.function.Consumer<Subscriber<? super ByteBuf>> signal) {
        end = () -> {
            Subscriber<? super ByteBuf> target = subscriber;
            if (target != null && told.compareAndSet(false, true) && !cancelled) {
                signal.accept(target);
            }
        };
        tellEnd();
    }

    private void tellEnd() {
        Runnable last = end;
        if (last != null) {
            last.run();
        }
    }
}
