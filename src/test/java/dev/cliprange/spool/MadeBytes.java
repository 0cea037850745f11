package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes random bytes on a thread of its own, as far as it is let. */
final class MadeBytes implements ClipMaking {

    final byte[] bytes;
    private final AtomicInteger makings;
    private final AtomicInteger allowed = new AtomicInteger();
    final AtomicInteger given = new AtomicInteger();
    private final AtomicReference<Throwable> failing = new AtomicReference<>();
    final AtomicReference<String> ended = new AtomicReference<>();
    volatile boolean cancelled;
    private final AtomicLong demanded = new AtomicLong();

    /** @param makings counts this one when it begins */
    MadeBytes(int count, AtomicInteger makings) {
        this.makings = makings;
        bytes = new byte[count];
        new Random(count).nextBytes(bytes);
    }

    @Override
    public Mono<Void> make(Function<Flux<ByteBuf>, Mono<Void>> into) {
        makings.incrementAndGet();
        return into.apply(Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            private final Thread thread = Thread.ofPlatform().daemon().unstarted(() -> run(subscriber));

            @Override
            public synchronized void request(long count) {
                demanded.addAndGet(count);
                if (thread.getState() == Thread.State.NEW) {
                    thread.start();
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        })));
    }

    void give(int count) {
        allowed.set(Math.min(count, bytes.length));
    }

    void fail(Throwable failure) {
        failing.set(failure);
    }

    /** Whether it has more to give that no one asks for. */
    boolean waits() {
        return demanded.get() == 0 && given.get() < allowed.get();
    }

    private void run(Subscriber<? super ByteBuf> subscriber) {
        Random sizes = new Random(1);
        while (!cancelled) {
            Throwable failure = failing.get();
            int from = given.get();
            if (failure != null) {
                subscriber.onError(failure);
                return;
            }
            if (from == bytes.length) {
                subscriber.onComplete();
                ended.set("complete");
                return;
            }
            int count = Math.min(1 + sizes.nextInt(4096), allowed.get() - from);
            if (demanded.get() == 0 || count <= 0) {
                LockSupport.parkNanos(10_000);
                continue;
            }
            demanded.decrementAndGet();
            given.addAndGet(count);
            subscriber.onNext(PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(bytes, from, count));
        }
    }
}
