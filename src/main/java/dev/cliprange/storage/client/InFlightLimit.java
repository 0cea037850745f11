package dev.cliprange.storage.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/**
 * Takes borrowed buffers (their sender releases them after {@code onNext}) and emits owned ones, while the unreleased
 * ones hold fewer bytes than the share of the budget. It requests as many as certainly fit. It queues nothing and
 * copies nothing.
 *
 * <p>At the limit it waits until half of the bytes are released, which is room for one read of the socket. Reactor
 * Netty reads the socket on each request after a pause, and stops only when 32 buffers wait. If each TLS record of 16
 * KiB were requested alone, it would hold half a megabyte more.
 */
public final class InFlightLimit extends FluxOperator<ByteBuf, ByteBuf> {

    private final InFlightBudget budget;

    public InFlightLimit(Flux<ByteBuf> borrowed, InFlightBudget budget) {
        super(borrowed);
        this.budget = budget;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        budget.enter();
        source.subscribe(new Limited(actual, budget));
    }

    private static final class Limited implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final InFlightBudget budget;
        private final AtomicBoolean left = new AtomicBoolean();
        private final RequestedCount wanted = new RequestedCount();
        private final AtomicLong inFlightBytes = new AtomicLong();
        private final AtomicInteger turns = new AtomicInteger();
        private Subscription upstream = Operators.emptySubscription();
        private final AtomicInteger awaited = new AtomicInteger();
        private boolean filling = true;
        private volatile boolean done;

        Limited(CoreSubscriber<? super ByteBuf> actual, InFlightBudget budget) {
            this.actual = actual;
            this.budget = budget;
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
            awaited.decrementAndGet();
            ask();
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                end();
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!done) {
                end();
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
            end();
            upstream.cancel();
        }

        private void end() {
            done = true;
            if (left.compareAndSet(false, true)) {
                budget.leave();
            }
        }

        private void released(int bytes) {
            inFlightBytes.addAndGet(-bytes);
            ask();
        }

        /** Called from any thread. */
        private void ask() {
            if (turns.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                long bytes = inFlightBytes.get();
                long limitBytes = budget.shareBytes();
                filling = bytes <= limitBytes / 2 || (filling && bytes < limitBytes);
                int more = filling ? wanted.upTo(budget.buffersIn(limitBytes - bytes)) - awaited.get() : 0;
                if (!done && more > 0) {
                    awaited.addAndGet(more);
                    upstream.request(more);
                }
                missed = turns.addAndGet(-missed);
            } while (missed != 0);
        }
    }

    /** A buffer that runs a callback when it is released. */
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
