package dev.cliprange.slice;

import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A source with bytes inserted. A layout can be planned with the offsets of this file. The class then maps its ranges
 * to the real bytes.
 */
public final class VirtualFile {

    /** The largest piece, because a connection copies each piece when it is written. */
    private static final int PIECE_BYTES = 64 * 1024;

    /** @param startBytes offset in the virtual file; the part ends at the start of the next one */
    private record Part(long startBytes, ByteLayout.Piece piece) {
        long endBytes() {
            return startBytes + piece.lengthBytes();
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private long lengthBytes;

    /** Appends bytes in memory. */
    public VirtualFile insert(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, bytes.limit() - at);
            add(new ByteLayout.Piece.InMemory(bytes.slice(at, length).asReadOnlyBuffer()));
        }
        return this;
    }

    /** Appends the bytes {@code [fromBytes, toBytes)} of the source. */
    public VirtualFile source(long fromBytes, long toBytes) {
        return fromBytes == toBytes
                ? this
                : add(new ByteLayout.Piece.OfSource(new ByteSpan(fromBytes, toBytes - fromBytes)));
    }

    private VirtualFile add(ByteLayout.Piece piece) {
        if (piece.lengthBytes() > 0) {
            parts.add(new Part(lengthBytes, piece));
            lengthBytes += piece.lengthBytes();
        }
        return this;
    }

    /** Returns the real bytes for spans of the virtual file. */
    public List<ByteLayout.Piece> pieces(List<ByteSpan> spans) {
        var pieces = new ArrayList<ByteLayout.Piece>();
        for (ByteSpan span : spans) {
            for (Part part : parts) {
                long from = Math.max(part.startBytes(), span.offsetBytes());
                long to = Math.min(part.endBytes(), span.endBytes());
                if (from < to) {
                    pieces.add(ByteLayout.cut(part.piece(), from - part.startBytes(), to - part.startBytes()));
                }
            }
        }
        return pieces;
    }
}
