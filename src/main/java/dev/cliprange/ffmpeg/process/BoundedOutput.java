package dev.cliprange.ffmpeg.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * Collects the output of a process in memory, up to a bound. The pieces are freed while they are joined, so there is
 * never more than twice the output in memory.
 */
public final class BoundedOutput {

    private static final int PIECE_BYTES = 256 * 1024;

    private final long maxBytes;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private long sizeBytes;

    public BoundedOutput(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads to the end, or to the bound. Blocks.
     *
     * @param arrived receives the length of each read
     * @return false if there is more output than the bound
     */
    public boolean readFrom(InputStream stream, IntConsumer arrived) throws IOException {
        byte[] piece = new byte[0];
        int used = 0;
        while (true) {
            if (used == piece.length) {
                piece = new byte[(int) Math.min(PIECE_BYTES, maxBytes - sizeBytes + 1)];
                pieces.addLast(piece);
                used = 0;
            }
            int count = stream.read(piece, used, piece.length - used);
            if (count < 0) {
                return true;
            }
            used += count;
            sizeBytes += count;
            arrived.accept(count);
            if (sizeBytes > maxBytes) {
                pieces.clear();
                return false;
            }
        }
    }

    /** The whole output. May be called once. */
    public byte[] take() {
        byte[] whole = new byte[Math.toIntExact(sizeBytes)];
        int at = 0;
        while (at < whole.length) {
            byte[] piece = pieces.removeFirst();
            int count = Math.min(piece.length, whole.length - at);
            System.arraycopy(piece, 0, whole, at, count);
            at += count;
        }
        pieces.clear();
        return whole;
    }
}
