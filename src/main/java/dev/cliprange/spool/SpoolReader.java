package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One client of a clip. Its owner closes it. As long as it is open, the bytes that it has not read stay there.
 */
public final class SpoolReader implements AutoCloseable {

    /** Small, since Reactor Netty asks for 128 buffers at once and holds them for a client that reads slowly. */
    static final int PIECE_BYTES = 4096;

    static final int FILE_READ_BYTES = 64 * 1024;

    private final SpooledClip clip;
    private final SpoolIo io;
    private final Optional<Whole> whole;
    private final Body body = new Body();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile @Nullable Subscriber<? super ByteBuf> subscriber;
    private volatile boolean closed;
    private volatile boolean readingFile;
    private volatile @Nullable ByteBuf ahead;
    private volatile @Nullable IOException fileFailure;
    /** Only one thread at a time drains. */
    private boolean done;

    private long position;
    private long end = Long.MAX_VALUE;

    SpoolReader(SpooledClip clip, SpoolIo io, Optional<Whole> whole) {
        this.clip = clip;
        this.io = io;
        this.whole = whole;
    }

    /**
     * A clip that is whole.
     *
     * @param lengthBytes at least 1
     * @param tag names these bytes and no others: 16 hexadecimal digits
     */
    public record Whole(long lengthBytes, String tag) {}

    /** Present if the clip was whole when this reader was opened. */
    public Optional<Whole> whole() {
        return whole;
    }

    /** Completes when the first bytes are there; fails as the making does before. */
    public Mono<Void> opened() {
        return whole.isPresent() ? Mono.empty() : clip.opening();
    }

    /**
     * All bytes, for one subscriber, instead of {@link #part}. Buffers of at most {@value #PIECE_BYTES} bytes, at most
     * as many as were asked for; the subscriber releases each. Completes with the last byte, fails as soon as the
     * making has failed.
     */
    public Flux<ByteBuf> bytes() {
        return Flux.from(body);
    }

    /**
     * Some bytes of a clip that is whole, like {@link #bytes}.
     *
     * @param offsetBytes of the first one
     * @param lengthBytes at least 1; within the clip
     */
    public Flux<ByteBuf> part(long offsetBytes, long lengthBytes) {
        position = offsetBytes;
        end = offsetBytes + lengthBytes;
        return Flux.from(body);
    }

    /** Gives up what was not read. Idempotent. */
    @Override
    public void close() {
        closed = true;
        drain();
        clip.detach(this);
    }

    /** Guarded by the clip's lock once a subscriber is there. */
    long position() {
        return position;
    }

    long end() {
        return end;
    }

    void advance(int bytes) {
        position += bytes;
    }

    /**
     * Hands over what there is and is wanted. Called whenever one of both may have changed, from any thread. Never
     * blocks.
     */
    void drain() {
        if (rounds.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            boolean again;
            do {
                again = step();
            } while (again);
            missed = rounds.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Whether there may be more to do. */
    private boolean step() {
        Subscriber<? super ByteBuf> target = subscriber;
        if (closed || done) {
            done = true;
            discard();
            return false;
        }
        if (target == null || readingFile) {
            return false;
        }
        IOException failed = fileFailure;
        if (failed != null) {
            return end(() -> target.onError(failed));
        }
        ByteBuf buffer = ahead;
        if (buffer != null) {
            return requested.get() > 0 && emitAhead(buffer, target);
        }
        return switch (clip.next(this, requested.get() > 0)) {
            case Found.Bytes(ByteBuf bytes) -> {
                emit(bytes, target);
                clip.demand();
                yield true;
            }
            case Found.InFile(int count) -> {
                readFile(count);
                yield true;
            }
            case Found.Nothing() -> false;
            case Found.End() -> end(target::onComplete);
            case Found.Failed(Throwable failure) -> end(() -> target.onError(failure));
        };
    }

    private boolean end(Runnable last) {
        done = true;
        last.run();
        return false;
    }

    private boolean emitAhead(ByteBuf buffer, Subscriber<? super ByteBuf> target) {
        if (buffer.readableBytes() <= PIECE_BYTES) {
            ahead = null;
            emit(buffer, target);
        } else {
            emit(buffer.readRetainedSlice(PIECE_BYTES), target);
        }
        return true;
    }

    private void emit(ByteBuf buffer, Subscriber<? super ByteBuf> target) {
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        target.onNext(buffer);
    }

    private void readFile(int count) {
        long from = position;
        readingFile = true;
        try {
            io.execute(() -> {
                try {
                    ahead = clip.spool().inFile(from, count);
                    clip.advance(this, count);
                } catch (IOException failed) {
                    fileFailure = failed;
                } catch (RuntimeException | OutOfMemoryError failed) {
                    fileFailure = new IOException("spool: it cannot be read", failed);
                }
                readingFile = false;
                clip.demand();
                drain();
            });
        } catch (RejectedExecutionException closing) {
            fileFailure = new IOException("spool: closed", closing);
            readingFile = false;
        }
    }

    private void discard() {
        ByteBuf buffer = ahead;
        if (buffer != null && !readingFile) {
            ahead = null;
            buffer.release();
        }
    }

    /** The subscription of the one subscriber. */
    private final class Body implements Publisher<ByteBuf>, Subscription {

        @Override
        public void subscribe(Subscriber<? super ByteBuf> first) {
            if (!subscribed.compareAndSet(false, true)) {
                Operators.error(
                        Operators.toCoreSubscriber(first),
                        new IllegalStateException("reader: subscribed to before (expected: one subscriber)"));
                return;
            }
            first.onSubscribe(this);
            subscriber = first;
            drain();
        }

        @Override
        public void request(long count) {
            if (Operators.validate(count)) {
                requested.accumulateAndGet(count, Operators::addCap);
                drain();
            }
        }

        @Override
        public void cancel() {
            close();
        }
    }
}
