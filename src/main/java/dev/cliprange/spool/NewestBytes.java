package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The newest bytes of a clip, without a gap. Owns its buffers. Guarded by the lock of the clip. */
final class NewestBytes {

    private static final long FULL_BYTES = 128 * 1024;

    private record Piece(long start, ByteBuf buffer) {
        long end() {
            return start + buffer.readableBytes();
        }
    }

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    boolean isFull() {
        return !pieces.isEmpty() && pieces.getLast().end() - pieces.getFirst().start() >= FULL_BYTES;
    }

    /** @param start where the buffer begins in the clip; the end of the piece before */
    void add(long start, ByteBuf buffer) {
        pieces.add(new Piece(start, buffer));
    }

    /**
     * Bytes from a position on, at least one and at most the given number. The caller releases the buffer. Null if they
     * are older.
     */
    @Nullable ByteBuf at(long position, long limitBytes) {
        if (pieces.isEmpty() || position < pieces.getFirst().start()) {
            return null;
        }
        for (Piece piece : pieces) {
            if (position < piece.end()) {
                int offset = (int) (position - piece.start());
                int count = (int) Math.min(limitBytes, piece.end() - position);
                return piece.buffer().retainedSlice(piece.buffer().readerIndex() + offset, count);
            }
        }
        return null;
    }

    /** Where older bytes end that a reader up to {@code end} may read elsewhere. */
    long endOfOlder(long end) {
        return pieces.isEmpty() ? end : Math.min(end, pieces.getFirst().start());
    }

    void releaseBefore(long position) {
        while (!pieces.isEmpty() && pieces.getFirst().end() <= position) {
            pieces.removeFirst().buffer().release();
        }
    }

    /** Releases the oldest until it is no longer full. */
    void releaseOverfull() {
        while (isFull()) {
            pieces.removeFirst().buffer().release();
        }
    }

    void releaseAll() {
        pieces.forEach(piece -> piece.buffer().release());
        pieces.clear();
    }
}
