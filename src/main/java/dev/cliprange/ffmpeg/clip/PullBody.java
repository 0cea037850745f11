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
 * Connects a thread that produces buffers with one subscriber. The producing thread waits for demand, emits, and ends.
 * Any thread may call the other methods; they do not block.
 */
public final class PullBody implements Publisher<ByteBuf>, Subscription {

    private final Thread producer;
    private final Runnable onCancel;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicLong requested = new AtomicLong();
    private volatile @Nullable Subscriber<? super ByteBuf> subscriber;
    private volatile boolean stopped;
    private volatile boolean cancelled;
    private volatile @Nullable Runnable end;

    /**
     * @param producer the only thread that waits and emits
     * @param onCancel runs when the subscriber cancels, on its thread
     */
    public PullBody(Thread producer, Runnable onCancel) {
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
        signalEnd();
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
        // Before the producer wakes, the reason must be set.
        onCancel.run();
        stop();
    }

    /** Ends the wait for demand, now and later. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(producer);
    }

    /** Whether the subscriber has requested more buffers than it has received. */
    public boolean wanted() {
        return subscriber != null && requested.get() > 0;
    }

    /** Waits for demand. False if the body was stopped. Only for the producing thread. */
    public boolean awaitDemand() {
        while (!stopped) {
            if (wanted()) {
                return true;
            }
            LockSupport.park(this);
            // This thread is not interrupted on purpose. An interrupt flag that stays set would make parking a busy
            // loop.
            Thread.interrupted();
        }
        return false;
    }

    /**
     * Passes a buffer to the subscriber, or releases it after a cancel. Only for the producing thread, after demand.
     */
    public void emit(ByteBuf buffer) {
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

    /** Completes the subscriber, now or when there is one. */
    public void complete() {
        finish(Subscriber::onComplete);
    }

    /** Fails the subscriber, now or when there is one. */
    public void fail(Throwable failure) {
        finish(target -> target.onError(failure));
    }

    private void finish(java.util.function.Consumer<Subscriber<? super ByteBuf>> signal) {
        end = () -> {
            Subscriber<? super ByteBuf> target = subscriber;
            if (target != null && signalled.compareAndSet(false, true) && !cancelled) {
                signal.accept(target);
            }
        };
        signalEnd();
    }

    private void signalEnd() {
        Runnable last = end;
        if (last != null) {
            last.run();
        }
    }
}
