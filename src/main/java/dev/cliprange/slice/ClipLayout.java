package dev.cliprange.slice;

import dev.cliprange.mp4.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip's bytes, described: first the header, then ranges of the source, one behind another. Immutable.
 */
public final class ClipLayout {

    /** Part of every clip's version: goes up when the same range of the same source would give other bytes. */
    public static final int FORMAT_VERSION = 2;

    private final byte[] header;
    private final List<ByteSpan> sourceSpans;
    private final long lengthBytes;

    ClipLayout(byte[] header, List<ByteSpan> sourceSpans) {
        this.header = header;
        this.sourceSpans = List.copyOf(sourceSpans);
        long length = header.length;
        for (ByteSpan span : sourceSpans) {
            length += span.lengthBytes();
        }
        this.lengthBytes = length;
    }

    /** Bytes of a clip in order. */
    public sealed interface Piece {
        long lengthBytes();

        /** @param bytes read-only; its remaining bytes are the piece */
        record Header(ByteBuffer bytes) implements Piece {
            @Override
            public long lengthBytes() {
                return bytes.remaining();
            }
        }

        /** @param span of the source */
        record Source(ByteSpan span) implements Piece {
            @Override
            public long lengthBytes() {
                return span.lengthBytes();
            }
        }
    }

    /** Of the whole clip: its Content-Length. */
    public long lengthBytes() {
        return lengthBytes;
    }

    public int headerBytes() {
        return header.length;
    }

    /** Of the source, in the order they are sent. */
    public List<ByteSpan> sourceSpans() {
        return sourceSpans;
    }

    /** The whole clip. */
    public List<Piece> pieces() {
        return pieces(0, lengthBytes);
    }

    /**
     * The bytes {@code [fromBytes, toBytes)} of the clip.
     *
     * @throws IllegalArgumentException if they are not inside it
     */
    public List<Piece> pieces(long fromBytes, long toBytes) {
        if (fromBytes < 0 || fromBytes > toBytes || toBytes > lengthBytes) {
            throw new IllegalArgumentException(
                    "bytes: " + fromBytes + ".." + toBytes + " (expected: inside 0.." + lengthBytes + ")");
        }
        var pieces = new ArrayList<Piece>();
        if (fromBytes < Math.min(header.length, toBytes)) {
            int length = (int) (Math.min(header.length, toBytes) - fromBytes);
            pieces.add(new Piece.Header(
                    ByteBuffer.wrap(header, (int) fromBytes, length).slice().asReadOnlyBuffer()));
        }
        long position = header.length;
        for (ByteSpan span : sourceSpans) {
            long from = Math.max(fromBytes, position);
            long to = Math.min(toBytes, position + span.lengthBytes());
            if (from < to) {
                pieces.add(new Piece.Source(new ByteSpan(span.offsetBytes() + from - position, to - from)));
            }
            position += span.lengthBytes();
        }
        return pieces;
    }

    /** About how much memory the layout takes. */
    public int weightBytes() {
        return 96 + header.length + 40 * sourceSpans.size();
    }
}
