package dev.cliprange.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/**
 * Takes borrowed buffers (released by their sender after {@code onNext}) and hands out owned ones, one at a time, as long
 * as those handed out and not yet released hold fewer bytes than the limit. Nothing is queued here; no byte is copied.
 *
 * <p>At the limit it waits until half of them are released. Reactor Netty reads the socket once for every time it is
 * asked after a pause, up to 64 KiB, and stops only with 32 buffers waiting: asked for each 16 KiB record of TLS singly, it
 * would come to hold half a megabyte more (measured: 737 kB in flight instead of 279 kB).
 */
final class InFlightLimit extends FluxOperator<ByteBuf, ByteBuf> {

    private final long limitBytes;

    InFlightLimit(Flux<ByteBuf> borrowed, long limitBytes) {
        super(borrowed);
        this.limitBytes = limitBytes;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new Limited(actual, limitBytes));
    }

    private static final class Limited implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final long limitBytes;
        private final Demand wanted = new Demand();
        private final AtomicLong inFlightBytes = new AtomicLong();
        private final AtomicInteger turns = new AtomicInteger();
        private Subscription upstream = Operators.emptySubscription();
        private volatile boolean awaiting;
        private boolean filling = true;
        private volatile boolean done;

        Limited(CoreSubscriber<? super ByteBuf> actual, long limitBytes) {
            this.actual = actual;
            this.limitBytes = limitBytes;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (done) {
                return;
            }
            int bytes = buffer.readableBytes();
            inFlightBytes.addAndGet(bytes);
            wanted.one();
            actual.onNext(new Counted(buffer.retain(), () -> released(bytes)));
            awaiting = false;
            ask();
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                done = true;
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!done) {
                done = true;
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                wanted.add(n);
                ask();
            }
        }

        @Override
        public void cancel() {
            done = true;
            upstream.cancel();
        }

        private void released(int bytes) {
            inFlightBytes.addAndGet(-bytes);
            ask();
        }

        /** Called from any thread; at most one element is asked for at a time. */
        private void ask() {
            if (turns.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                long bytes = inFlightBytes.get();
                filling = bytes <= limitBytes / 2 || (filling && bytes < limitBytes);
                if (!done && !awaiting && filling && !wanted.isEmpty()) {
                    awaiting = true;
                    upstream.request(1);
                }
                missed = turns.addAndGet(-missed);
            } while (missed != 0);
        }
    }

    /** A buffer that says when it is gone. */
    private static final class Counted extends CompositeByteBuf {

        private final Runnable whenReleased;

        Counted(ByteBuf buffer, Runnable whenReleased) {
            super(buffer.alloc(), buffer.isDirect(), 1);
            this.whenReleased = whenReleased;
            addComponent(true, buffer);
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            whenReleased.run();
        }
    }
}
