package dev.cliprange.ffmpeg.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The output of a process in memory, up to a bound. It is collected in pieces, which are given up while the whole is put
 * together: no more than twice the output is in memory at any time.
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
     * @param arrived gets the length of each read
     * @return whether this is all of it: false if there is more than the bound
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

    /** All of it in one array. To be called once: the pieces are gone afterwards. */
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
