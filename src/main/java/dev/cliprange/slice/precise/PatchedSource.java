package dev.cliprange.slice.precise;

import dev.cliprange.slice.ClipLayout;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A source as if bytes had been put into it: what is planned on the offsets of such a file is then read from where its bytes
 * really are.
 */
final class PatchedSource {

    /** What is sent at once: a connection copies a piece when it writes it. */
    private static final int PIECE_BYTES = 64 * 1024;

    /** @param startBytes in the file that is made up; a part goes on to the next one's start */
    private record Part(long startBytes, ClipLayout.Piece piece) {
        long endBytes() {
            return startBytes + piece.lengthBytes();
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private long lengthBytes;

    PatchedSource insert(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, bytes.limit() - at);
            add(new ClipLayout.Piece.Header(bytes.slice(at, length).asReadOnlyBuffer()));
        }
        return this;
    }

    PatchedSource source(long fromBytes, long toBytes) {
        return fromBytes == toBytes
                ? this
                : add(new ClipLayout.Piece.Source(new ByteSpan(fromBytes, toBytes - fromBytes)));
    }

    private PatchedSource add(ClipLayout.Piece piece) {
        if (piece.lengthBytes() > 0) {
            parts.add(new Part(lengthBytes, piece));
            lengthBytes += piece.lengthBytes();
        }
        return this;
    }

    /** What is really there of spans of the file that is made up. */
    List<ClipLayout.Piece> pieces(List<ByteSpan> spans) {
        var pieces = new ArrayList<ClipLayout.Piece>();
        for (ByteSpan span : spans) {
            for (Part part : parts) {
                long from = Math.max(part.startBytes(), span.offsetBytes());
                long to = Math.min(part.endBytes(), span.endBytes());
                if (from < to) {
                    pieces.add(ClipLayout.cut(part.piece(), from - part.startBytes(), to - part.startBytes()));
                }
            }
        }
        return pieces;
    }
}
