package dev.cliprange.storage.read;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.client.RequestedCount;
import dev.cliprange.storage.client.TransientReadException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/**
 * Fails a response body that has another length than expected, or that is silent for too long while bytes are
 * requested. A read timeout of the socket cannot be used: it would also fail when our own reader requests nothing.
 */
final class StallTimeout extends FluxOperator<ByteBuf, ByteBuf> {

    private final long lengthBytes;
    private final Duration longestSilence;
    private final ScheduledExecutorService eventLoop;

    /** @param eventLoop the thread that emits the signals of the body */
    StallTimeout(Flux<ByteBuf> body, long lengthBytes, Duration longestSilence, ScheduledExecutorService eventLoop) {
        super(body);
        this.lengthBytes = lengthBytes;
        this.longestSilence = longestSilence;
        this.eventLoop = eventLoop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new Watched(actual));
    }

    private final class Watched implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final RequestedCount wanted = new RequestedCount();
        private volatile long silentSinceNanos = System.nanoTime();
        private Subscription upstream = Operators.emptySubscription();
        private volatile @Nullable ScheduledFuture<?> alarm;
        private long receivedBytes;
        private volatile boolean done;

        Watched(CoreSubscriber<? super ByteBuf> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            alarm = eventLoop.schedule(this::listen, longestSilence.toNanos(), TimeUnit.NANOSECONDS);
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuf buffer) {
            if (done) {
                return;
            }
            silentSinceNanos = System.nanoTime();
            wanted.one();
            receivedBytes += buffer.readableBytes();
            if (receivedBytes > lengthBytes) {
                upstream.cancel();
                onError(ReadFailures.unreadable("Its server sends more bytes than it was asked for"));
                return;
            }
            actual.onNext(buffer);
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                finish();
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (receivedBytes < lengthBytes) {
                onError(new TransientReadException(Failure.SOURCE_UNREADABLE, "body too short"));
            } else if (!done) {
                finish();
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {
            if (wanted.isEmpty()) {
                silentSinceNanos = System.nanoTime();
            }
            wanted.add(n);
            upstream.request(n);
        }

        @Override
        public void cancel() {
            finish();
            upstream.cancel();
        }

        private void finish() {
            done = true;
            ScheduledFuture<?> set = alarm;
            if (set != null) {
                set.cancel(false);
            }
        }

        private void listen() {
            if (done) {
                return;
            }
            long leftNanos = wanted.isEmpty()
                    ? longestSilence.toNanos()
                    : longestSilence.toNanos() - (System.nanoTime() - silentSinceNanos);
            if (leftNanos > 0) {
                alarm = eventLoop.schedule(this::listen, leftNanos, TimeUnit.NANOSECONDS);
                return;
            }
            upstream.cancel();
            onError(new TransientReadException(Failure.SOURCE_TIMEOUT, "silence"));
        }
    }
}
