package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One clip from the start of its making until its bytes are given back: its spool, the newest bytes beside it, and the
 * clients that read it. The bytes are given back once it has ended, is not kept and has no reader.
 */
final class SpooledClip {

    /** The state of the clip. */
    private enum Stage {
        RUNNING,
        /** Made whole. */
        COMPLETE,
        FAILED,
        /** Cancelled, since its last client has left. */
        ABANDONED
    }

    /** What a reader finds at its position. */
    sealed interface Found {
        /** @param buffer the reader's from now on; its position has moved past it */
        record Bytes(ByteBuf buffer) implements Found {}

        /** @param count of bytes that lie in the file from its position on */
        record InFile(int count) implements Found {}

        /** Nothing now; the reader is called when there is more. */
        record Nothing() implements Found {}

        record End() implements Found {}

        record Failed(Throwable failure) implements Found {}
    }

    private static final Found NOTHING = new Found.Nothing();
    private static final Found END = new Found.End();

    private final String key;
    private final ClipSpools owner;
    private final Spool spool;
    private final boolean shared;
    private final ContentTag tag = new ContentTag();
    private final Sinks.Empty<Void> opening = Sinks.empty();
    private final Disposable.Swap making = Disposables.swap();

    private final Set<SpoolReader> readers = new HashSet<>();
    private final NewestBytes newest = new NewestBytes();
    private Stage stage = Stage.RUNNING;
    private long size;
    private boolean overflowed;
    private boolean kept;
    private boolean released;
    private boolean demanded;
    private boolean bytesEnded;
    private @Nullable SpoolWriter writer;
    private @Nullable Throwable failure;
    private long usedNanos = System.nanoTime();

    /** @param shared whether further clients may join while it is made */
    SpooledClip(String key, ClipSpools owner, Spool spool, boolean shared) {
        this.key = key;
        this.owner = owner;
        this.spool = spool;
        this.shared = shared;
    }

    String key() {
        return key;
    }

    /** Its bytes in memory and in the file. */
    Spool spool() {
        return spool;
    }

    /** Begins the making. Called once, after the first reader was attached, without a lock. */
    void start(ClipMaking work) {
        making.update(Mono.defer(() -> work.make(this::take)).subscribe(nothing -> {}, this::fail, this::complete));
    }

    /** A new reader at the first byte; empty if this clip takes none. The first one is always taken. */
    synchronized Optional<SpoolReader> attach() {
        boolean open = switch (stage) {
            // Without a reader it has not begun.
            case RUNNING -> readers.isEmpty() || (shared && !overflowed);
            case COMPLETE -> kept;
            case FAILED, ABANDONED -> false;
        };
        if (!open) {
            return Optional.empty();
        }
        usedNanos = System.nanoTime();
        Optional<SpoolReader.Whole> whole =
                stage == Stage.COMPLETE ? Optional.of(new SpoolReader.Whole(size, tag.text())) : Optional.empty();
        SpoolReader reader = new SpoolReader(this, owner.io(), whole);
        readers.add(reader);
        return Optional.of(reader);
    }

    /** Completes when the first bytes are there; fails as the making does before. */
    Mono<Void> opening() {
        return opening.asMono();
    }

    /** Takes a reader away. Idempotent. */
    void detach(SpoolReader reader) {
        boolean abandoned;
        boolean free;
        synchronized (this) {
            if (!readers.remove(reader)) {
                return;
            }
            usedNanos = System.nanoTime();
            abandoned = readers.isEmpty() && stage == Stage.RUNNING;
            if (abandoned) {
                stage = Stage.ABANDONED;
            }
            trim();
            free = isFree();
        }
        if (abandoned) {
            owner.gone(this);
            making.dispose();
        }
        if (free) {
            owner.io().finish(spool::close);
        } else {
            demand();
        }
    }

    /**
     * What is at the reader's position.
     *
     * @param wanted whether the reader would take bytes now
     */
    synchronized Found next(SpoolReader reader, boolean wanted) {
        Throwable failed = failure;
        if (failed != null) {
            return new Found.Failed(failed);
        }
        if (!readers.contains(reader)) {
            return NOTHING;
        }
        long position = reader.position();
        long end = Math.min(size, reader.end());
        if (position == end) {
            return position == reader.end() || stage == Stage.COMPLETE ? END : NOTHING;
        }
        if (!wanted) {
            return NOTHING;
        }
        long limit = Math.min(end - position, SpoolReader.PIECE_BYTES);
        ByteBuf buffer = newest.at(position, limit);
        if (buffer == null) {
            buffer = spool.inMemory(position, limit);
        }
        if (buffer == null) {
            // In the file: what was appended there lies before the newest bytes if these no longer reach back so far.
            return new Found.InFile((int) Math.min(SpoolReader.FILE_READ_BYTES, newest.endOfOlder(end) - position));
        }
        reader.advance(buffer.readableBytes());
        trim();
        return new Found.Bytes(buffer);
    }

    /** A reader took so many bytes out of the file. */
    synchronized void advance(SpoolReader reader, int count) {
        reader.advance(count);
        trim();
    }

    /** Asks the maker for its next bytes, if there is place for them. */
    void demand() {
        SpoolWriter asked;
        synchronized (this) {
            if (stage != Stage.RUNNING || demanded || writer == null || (overflowed && newest.isFull())) {
                return;
            }
            demanded = true;
            asked = writer;
        }
        asked.request(1);
    }

    /** Takes the next bytes, which are this clip's from now on. Only the maker's thread calls this. */
    void append(ByteBuf piece) {
        int count = piece.readableBytes();
        Spool.Place place = spool.append(piece);
        if (place != Spool.Place.NONE) {
            tag.update(piece);
        }
        boolean first;
        boolean overflow;
        List<SpoolReader> waiting;
        synchronized (this) {
            demanded = false;
            if (stage != Stage.RUNNING) {
                piece.release();
                return;
            }
            first = size == 0;
            overflow = place == Spool.Place.NONE && !overflowed;
            overflowed |= overflow;
            if (place == Spool.Place.MEMORY) {
                piece.release();
            } else {
                newest.add(size, piece);
            }
            size += count;
            trim();
            waiting = List.copyOf(readers);
        }
        if (overflow) {
            owner.overflowed(this);
        }
        if (first) {
            opening.tryEmitEmpty();
        }
        waiting.forEach(SpoolReader::drain);
        demand();
    }

    void writtenBy(SpoolWriter maker) {
        synchronized (this) {
            writer = maker;
        }
        demand();
    }

    /** The last bytes have come. They are known to be whole once the making has completed. */
    synchronized void endOfBytes() {
        bytesEnded = true;
    }

    private void complete() {
        List<SpoolReader> waiting;
        boolean empty;
        boolean keep;
        synchronized (this) {
            if (stage != Stage.RUNNING) {
                return;
            }
            empty = size == 0 || !bytesEnded;
            keep = !empty && !overflowed && shared;
            if (!empty) {
                stage = Stage.COMPLETE;
                tag.end();
                kept = keep;
                trim();
            }
            waiting = List.copyOf(readers);
        }
        if (empty) {
            fail(new IllegalStateException("making: it completed before its bytes did, or without one"));
            return;
        }
        if (!keep || !owner.isKept(this)) {
            evict();
        }
        waiting.forEach(SpoolReader::drain);
    }

    /** The rest will not come. Every reader fails, also those that have bytes left to read. */
    void fail(Throwable reason) {
        List<SpoolReader> waiting;
        boolean free;
        synchronized (this) {
            if (stage != Stage.RUNNING) {
                return;
            }
            stage = Stage.FAILED;
            failure = reason;
            waiting = List.copyOf(readers);
            free = isFree();
        }
        owner.gone(this);
        making.dispose();
        opening.tryEmitError(reason);
        waiting.forEach(SpoolReader::drain);
        if (free) {
            owner.io().finish(spool::close);
        }
    }

    /**
     * Does not keep the whole clip any longer. True if its bytes were given back now; a reader delays that. May block.
     */
    boolean evict() {
        synchronized (this) {
            if (stage != Stage.COMPLETE) {
                return false;
            }
            kept = false;
            if (!isFree()) {
                return false;
            }
        }
        spool.close();
        return true;
    }

    /** Whether further clients were ever to join it. */
    boolean isShared() {
        return shared;
    }

    synchronized boolean isComplete() {
        return stage == Stage.COMPLETE;
    }

    /** Whether it is whole and has no reader. */
    synchronized boolean isIdle() {
        return stage == Stage.COMPLETE && readers.isEmpty();
    }

    /** Whether it is whole, has no reader, and had none since that time. */
    synchronized boolean isIdleSince(long nanos) {
        return isIdle() && usedNanos - nanos < 0;
    }

    private Mono<Void> take(Flux<ByteBuf> bytes) {
        return Mono.create(sink -> {
            SpoolWriter taking = new SpoolWriter(this, sink);
            sink.onDispose(taking);
            bytes.subscribe(taking);
        });
    }

    /** Releases the newest bytes that no reader needs. */
    private void trim() {
        if (stage == Stage.FAILED || stage == Stage.ABANDONED || (stage == Stage.COMPLETE && !overflowed)) {
            newest.releaseAll();
        } else if (overflowed) {
            newest.releaseBefore(
                    readers.stream().mapToLong(SpoolReader::position).min().orElse(size));
        } else {
            newest.releaseOverfull();
        }
    }

    /** True once, when nothing holds the bytes any more. */
    private boolean isFree() {
        if (released || stage == Stage.RUNNING || kept || !readers.isEmpty()) {
            return false;
        }
        released = true;
        newest.releaseAll();
        return true;
    }
}
