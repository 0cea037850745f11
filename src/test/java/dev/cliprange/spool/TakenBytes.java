package dev.cliprange.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A subscriber that takes what it asked for. */
final class TakenBytes extends BaseSubscriber<ByteBuf> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    TakenBytes(Flux<ByteBuf> bytes) {
        bytes.subscribe(this);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // Asked for by the test.
    }

    @Override
    protected void hookOnNext(ByteBuf piece) {
        synchronized (bytes) {
            try {
                piece.readBytes(bytes, piece.readableBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                piece.release();
            }
        }
    }

    @Override
    protected void hookOnComplete() {
        ended.countDown();
    }

    @Override
    protected void hookOnError(Throwable reason) {
        failure.set(reason);
        ended.countDown();
    }

    int size() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    TakenBytes await() {
        try {
            assertThat(ended.await(ClipSpoolsTest.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("the bytes end")
                    .isTrue();
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
