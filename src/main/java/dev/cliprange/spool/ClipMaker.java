package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The making of one clip, which gives one buffer at a time. Any thread may call its methods; none of them blocks. */
final class ClipMaker {

    private final SpooledClip clip;
    private final Disposable.Swap making = Disposables.swap();
    private boolean asked;
    private boolean ended;
    private @Nullable SpoolWriter writer;

    ClipMaker(SpooledClip clip) {
        this.clip = clip;
    }

    /** Begins. Called once, without the clip's lock. */
    void start(ClipMaking work) {
        making.update(Mono.defer(() -> work.make(this::take)).subscribe(nothing -> {}, clip::fail, clip::complete));
    }

    /** Cancels what still runs. Idempotent. Called without the clip's lock. */
    void cancel() {
        making.dispose();
    }

    /** The maker gives its buffers to this writer. */
    void writtenBy(SpoolWriter first) {
        synchronized (this) {
            writer = first;
        }
        clip.demand();
    }

    /** The writer that is to ask for the next buffer; empty if that has happened, or the making has not begun. */
    synchronized Optional<SpoolWriter> nextToAsk() {
        if (asked || writer == null) {
            return Optional.empty();
        }
        asked = true;
        return Optional.of(writer);
    }

    /** A buffer has come. */
    synchronized void answered() {
        asked = false;
    }

    /** The last buffer has come. */
    synchronized void ended() {
        ended = true;
    }

    /** Whether its last buffer came before it completed. */
    synchronized boolean gaveAll() {
        return ended;
    }

    private Mono<Void> take(Flux<ByteBuf> bytes) {
        return Mono.create(sink -> {
            SpoolWriter taking = new SpoolWriter(clip, this, sink);
            sink.onDispose(taking);
            bytes.subscribe(taking);
        });
    }
}
