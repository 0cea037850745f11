package dev.cliprange.slice;

import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip's bytes, described: first the header, then ranges of the source, one behind another, and between them what was
 * encoded for the clip. Immutable.
 */
public final class ClipLayout {

    /** Part of every clip's version: goes up when the same range of the same source would give other bytes. */
    public static final int FORMAT_VERSION = 3;

    private final byte[] header;
    private final List<Piece> media;
    private final long lengthBytes;

    public ClipLayout(byte[] header, List<ByteSpan> sourceSpans) {
        this(sourceSpans.stream().<Piece>map(Piece.Source::new).toList(), header);
    }

    public ClipLayout(List<Piece> media, byte[] header) {
        this.header = header;
        this.media = List.copyOf(media);
        this.lengthBytes =
                header.length + media.stream().mapToLong(Piece::lengthBytes).sum();
    }

    /** Bytes of a clip in order. */
    public sealed interface Piece {
        long lengthBytes();

        /**
         * Bytes that are here: the header, or what was encoded.
         *
         * @param bytes read-only; its remaining bytes are the piece
         */
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
        var spans = new ArrayList<ByteSpan>();
        for (Piece piece : media) {
            if (piece instanceof Piece.Source(var span)) {
                spans.add(span);
            }
        }
        return spans;
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
        for (Piece piece : media) {
            long from = Math.max(fromBytes, position);
            long to = Math.min(toBytes, position + piece.lengthBytes());
            if (from < to) {
                pieces.add(cut(piece, from - position, to - position));
            }
            position += piece.lengthBytes();
        }
        return pieces;
    }

    /** The bytes {@code [fromBytes, toBytes)} of a piece. */
    public static Piece cut(Piece piece, long fromBytes, long toBytes) {
        return switch (piece) {
            case Piece.Header(var bytes) ->
                new Piece.Header(bytes.slice(bytes.position() + (int) fromBytes, (int) (toBytes - fromBytes)));
            case Piece.Source(var span) ->
                new Piece.Source(new ByteSpan(span.offsetBytes() + fromBytes, toBytes - fromBytes));
        };
    }

    /** About how much memory the layout takes. */
    public int weightBytes() {
        long here = 0;
        for (Piece piece : media) {
            here += piece instanceof Piece.Header encoded ? encoded.lengthBytes() : 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, 96 + header.length + here + 40L * media.size());
    }
}
