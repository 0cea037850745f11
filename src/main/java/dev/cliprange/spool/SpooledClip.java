package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One clip from the start of its making until its bytes are given back. They are given back once it has ended, is not kept and
 * has no reader.
 */
final class SpooledClip {

    private final String key;
    private final ClipSpools owner;
    private final Spool spool;
    private final boolean shared;
    private final Sinks.Empty<Void> opening = Sinks.empty();
    private final ClipMaker maker = new ClipMaker(this);
    private final ClipReaders readers;

    private ClipStage stage = ClipStage.RUNNING;
    private boolean kept;
    private @Nullable Throwable failure;

    /** @param shared whether further clients may join while it is made */
    SpooledClip(String key, ClipSpools owner, Spool spool, boolean shared) {
        this.key = key;
        this.owner = owner;
        this.spool = spool;
        this.shared = shared;
        this.readers = new ClipReaders(spool);
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
        maker.start(work);
    }

    /** A new reader at the first byte; empty if this clip takes none. The first one is always taken. */
    synchronized Optional<SpoolReader> attach() {
        boolean open = switch (stage) {
            // Without a reader it has not begun.
            case RUNNING -> readers.isEmpty() || (shared && !readers.overflowed());
            case COMPLETE -> kept;
            case FAILED, ABANDONED -> false;
        };
        return open ? Optional.of(readers.open(this, owner.io(), stage == ClipStage.COMPLETE)) : Optional.empty();
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
            abandoned = readers.isEmpty() && stage == ClipStage.RUNNING;
            if (abandoned) {
                stage = ClipStage.ABANDONED;
            }
            trim();
            free = isFree();
        }
        if (abandoned) {
            owner.gone(this);
            maker.cancel();
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
        Found found = readers.next(reader, wanted, stage == ClipStage.COMPLETE);
        trim();
        return found;
    }

    /** A reader took so many bytes out of the file. */
    synchronized void advance(SpoolReader reader, int count) {
        reader.advance(count);
        trim();
    }

    /** Asks the maker for its next bytes, if there is place for them. */
    void demand() {
        Optional<SpoolWriter> asked;
        synchronized (this) {
            asked = stage == ClipStage.RUNNING && readers.hasRoom() ? maker.nextToAsk() : Optional.empty();
        }
        asked.ifPresent(writer -> writer.request(1));
    }

    /** Takes the next bytes, which are this clip's from now on. Only the maker's thread calls this. */
    void append(ByteBuf piece) {
        Spool.Place place = readers.store(piece);
        boolean first;
        boolean overflow;
        List<SpoolReader> waiting;
        synchronized (this) {
            maker.answered();
            if (stage != ClipStage.RUNNING) {
                piece.release();
                return;
            }
            first = readers.size() == 0;
            overflow = readers.append(piece, place);
            trim();
            waiting = readers.all();
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

    /** The making has completed. */
    void complete() {
        List<SpoolReader> waiting;
        boolean empty;
        boolean keep;
        synchronized (this) {
            if (stage != ClipStage.RUNNING) {
                return;
            }
            empty = readers.size() == 0 || !maker.gaveAll();
            keep = !empty && !readers.overflowed() && shared;
            if (!empty) {
                stage = ClipStage.COMPLETE;
                readers.end();
                kept = keep;
                trim();
            }
            waiting = readers.all();
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
            if (stage != ClipStage.RUNNING) {
                return;
            }
            stage = ClipStage.FAILED;
            failure = reason;
            waiting = readers.all();
            free = isFree();
        }
        owner.gone(this);
        maker.cancel();
        opening.tryEmitError(reason);
        waiting.forEach(SpoolReader::drain);
        if (free) {
            owner.io().finish(spool::close);
        }
    }

    /** Does not keep the whole clip any longer. True if its bytes were given back now; a reader delays that. May block. */
    boolean evict() {
        boolean free;
        synchronized (this) {
            kept = false;
            free = isFree();
        }
        if (free) {
            spool.close();
        }
        return free;
    }

    /** Whether further clients were ever to join it. */
    boolean isShared() {
        return shared;
    }

    synchronized boolean isComplete() {
        return stage == ClipStage.COMPLETE;
    }

    /** Whether it is whole and has no reader. */
    synchronized boolean isIdle() {
        return stage == ClipStage.COMPLETE && readers.isEmpty();
    }

    /** Whether it is whole, has no reader, and had none since that time. */
    synchronized boolean isIdleSince(long nanos) {
        return stage == ClipStage.COMPLETE && readers.isIdleSince(nanos);
    }

    /** Releases the newest bytes that no reader needs. */
    private void trim() {
        switch (stage) {
            case RUNNING -> readers.trim(false);
            case COMPLETE -> readers.trim(true);
            case FAILED, ABANDONED -> readers.releaseAll();
        }
    }

    /** True once, when nothing holds the bytes any more. */
    private boolean isFree() {
        return stage != ClipStage.RUNNING && !kept && readers.giveUp();
    }
}
