package dev.cliprange.slice;

import dev.cliprange.mp4.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes the bytes of a clip: the header, then ranges of the source in order, and between them bytes that were
 * encoded for the clip. Immutable.
 */
public final class ClipLayout {

    /**
     * Part of every clip's version. It is incremented when the same range of the same source would give other bytes.
     */
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

    /** A part of the clip's bytes. */
    public sealed interface Piece {
        long lengthBytes();

        /**
         * Bytes in memory: the header, or encoded media.
         *
         * @param bytes read-only; its remaining bytes are the piece
         */
        record Header(ByteBuffer bytes) implements Piece {
            @Override
            public long lengthBytes() {
                return bytes.remaining();
            }
        }

        /** @param span a range of the source */
        record Source(ByteSpan span) implements Piece {
            @Override
            public long lengthBytes() {
                return span.lengthBytes();
            }
        }
    }

    /** The length of the whole clip, which is its Content-Length. */
    public long lengthBytes() {
        return lengthBytes;
    }

    public int headerBytes() {
        return header.length;
    }

    /** The ranges of the source, in the order in which they are sent. */
    public List<ByteSpan> sourceSpans() {
        var spans = new ArrayList<ByteSpan>();
        for (Piece piece : media) {
            if (piece instanceof Piece.Source(var span)) {
                spans.add(span);
            }
        }
        return spans;
    }

    /** The pieces of the whole clip. */
    public List<Piece> pieces() {
        return pieces(0, lengthBytes);
    }

    /**
     * Returns the pieces for the bytes {@code [fromBytes, toBytes)} of the clip.
     *
     * @throws IllegalArgumentException if they are not inside the clip
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

    /** Returns the bytes {@code [fromBytes, toBytes)} of a piece. */
    public static Piece cut(Piece piece, long fromBytes, long toBytes) {
        return switch (piece) {
            case Piece.Header(var bytes) ->
                new Piece.Header(bytes.slice(bytes.position() + (int) fromBytes, (int) (toBytes - fromBytes)));
            case Piece.Source(var span) ->
                new Piece.Source(new ByteSpan(span.offsetBytes() + fromBytes, toBytes - fromBytes));
        };
    }

    /** The approximate size in memory. */
    public int weightBytes() {
        long here = 0;
        for (Piece piece : media) {
            here += piece instanceof Piece.Header encoded ? encoded.lengthBytes() : 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, 96 + header.length + here + 40L * media.size());
    }
}
