package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The readers of one clip, and where each finds its next bytes: in the spool, or among the newest bytes, which are held here
 * beside it. Guarded by the clip's lock, except {@link #store}.
 */
final class ClipReaders {

    private final Spool spool;
    private final Set<SpoolReader> readers = new HashSet<>();
    private final NewestBytes newest = new NewestBytes();
    private final ContentTag tag = new ContentTag();
    private long size;
    private boolean overflowed;
    private boolean givenUp;
    private long usedNanos = System.nanoTime();

    ClipReaders(Spool spool) {
        this.spool = spool;
    }

    /**
     * A new reader at the first byte.
     *
     * @param complete whether the clip is whole
     */
    SpoolReader open(SpooledClip clip, SpoolIo io, boolean complete) {
        usedNanos = System.nanoTime();
        Optional<SpoolReader.Whole> whole =
                complete ? Optional.of(new SpoolReader.Whole(size, tag.text())) : Optional.empty();
        SpoolReader reader = new SpoolReader(clip, io, whole);
        readers.add(reader);
        return reader;
    }

    /** False if it was taken away before. */
    boolean remove(SpoolReader reader) {
        if (!readers.remove(reader)) {
            return false;
        }
        usedNanos = System.nanoTime();
        return true;
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    /** Whether there is no reader, and none came or left since that time. */
    boolean isIdleSince(long nanos) {
        return readers.isEmpty() && usedNanos - nanos < 0;
    }

    List<SpoolReader> all() {
        return List.copyOf(readers);
    }

    /** The bytes of the clip so far. */
    long size() {
        return size;
    }

    /** Writes the next bytes to the spool, as far as it takes them. Only the maker's thread calls this. May block. */
    Spool.Place store(ByteBuf piece) {
        Spool.Place place = spool.append(piece);
        if (place != Spool.Place.NONE) {
            tag.update(piece);
        }
        return place;
    }

    /**
     * Lets the readers have bytes that were stored. The buffer is this object's.
     *
     * @return whether the spool has taken no more for the first time
     */
    boolean append(ByteBuf piece, Spool.Place place) {
        int count = piece.readableBytes();
        if (place == Spool.Place.MEMORY) {
            piece.release();
        } else {
            newest.add(size, piece);
        }
        size += count;
        boolean overflows = place == Spool.Place.NONE && !overflowed;
        overflowed |= overflows;
        return overflows;
    }

    /** All bytes were appended. */
    void end() {
        tag.end();
    }

    /** Whether the spool lacks bytes. */
    boolean overflowed() {
        return overflowed;
    }

    /** Whether further bytes may come. */
    boolean hasRoom() {
        return !overflowed || !newest.isFull();
    }

    /**
     * What is at the reader's position. Moves it past the bytes that are found in memory.
     *
     * @param wanted whether the reader would take bytes now
     * @param complete whether the clip has no further bytes
     */
    Found next(SpoolReader reader, boolean wanted, boolean complete) {
        if (!readers.contains(reader)) {
            return Found.NOTHING;
        }
        long position = reader.position();
        long end = Math.min(size, reader.end());
        if (position == end) {
            return position == reader.end() || complete ? Found.END : Found.NOTHING;
        }
        if (!wanted) {
            return Found.NOTHING;
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
        return new Found.Bytes(buffer);
    }

    /**
     * Releases the newest bytes that no reader needs.
     *
     * @param complete whether the clip has no further bytes
     */
    void trim(boolean complete) {
        if (overflowed) {
            newest.releaseBefore(
                    readers.stream().mapToLong(SpoolReader::position).min().orElse(size));
        } else if (complete) {
            newest.releaseAll();
        } else {
            newest.releaseOverfull();
        }
    }

    void releaseAll() {
        newest.releaseAll();
    }

    /** Releases the newest bytes if no reader is left. True the first time that this is so. */
    boolean giveUp() {
        if (givenUp || !readers.isEmpty()) {
            return false;
        }
        givenUp = true;
        newest.releaseAll();
        return true;
    }
}
