package dev.cliprange.slice;

import dev.cliprange.codec.CodecList;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The description of a file that is not stored: a header, then ranges of a source in the order they are sent, and
 * between them bytes in memory, as encoded frames. Immutable.
 */
public final class ByteLayout {

    private final byte[] header;
    private final List<Piece> media;
    private final long lengthBytes;
    private final Optional<CodecList> codecs;

    public ByteLayout(byte[] header, List<ByteSpan> sourceSpans) {
        this(sourceSpans.stream().<Piece>map(Piece.OfSource::new).toList(), header);
    }

    public ByteLayout(List<Piece> media, byte[] header) {
        this(media, header, Optional.empty());
    }

    /** @param codecs of the file; empty if it is no MP4 file */
    public ByteLayout(List<Piece> media, byte[] header, Optional<CodecList> codecs) {
        this.header = header;
        this.codecs = codecs;
        this.media = List.copyOf(media);
        this.lengthBytes =
                header.length + media.stream().mapToLong(Piece::lengthBytes).sum();
    }

    /** Consecutive bytes of the file from one place. */
    public sealed interface Piece {
        long lengthBytes();

        /** @param bytes read-only; its remaining bytes are the piece */
        record InMemory(ByteBuffer bytes) implements Piece {
            @Override
            public long lengthBytes() {
                return bytes.remaining();
            }
        }

        /** @param span of the source */
        record OfSource(ByteSpan span) implements Piece {
            @Override
            public long lengthBytes() {
                return span.lengthBytes();
            }
        }
    }

    /** Returns the codecs of the file; empty if it is no MP4 file, or only a part of one. */
    public Optional<CodecList> codecs() {
        return codecs;
    }

    /** Returns the same file, whose media is in other places. */
    public ByteLayout withMedia(List<Piece> pieces) {
        return new ByteLayout(pieces, header, codecs);
    }

    /** Returns the length of the file. */
    public long lengthBytes() {
        return lengthBytes;
    }

    public int headerBytes() {
        return header.length;
    }

    /** Returns the ranges of the source in the order they are sent. */
    public List<ByteSpan> sourceSpans() {
        var spans = new ArrayList<ByteSpan>();
        for (Piece piece : media) {
            if (piece instanceof Piece.OfSource(var span)) {
                spans.add(span);
            }
        }
        return spans;
    }

    /** Returns the pieces of the whole file. */
    public List<Piece> pieces() {
        return pieces(0, lengthBytes);
    }

    /**
     * Returns the pieces of the bytes {@code [fromBytes, toBytes)}.
     *
     * @throws IllegalArgumentException if they are not inside the file
     */
    public List<Piece> pieces(long fromBytes, long toBytes) {
        if (fromBytes < 0 || fromBytes > toBytes || toBytes > lengthBytes) {
            throw new IllegalArgumentException(
                    "bytes: " + fromBytes + ".." + toBytes + " (expected: inside 0.." + lengthBytes + ")");
        }
        var pieces = new ArrayList<Piece>();
        if (fromBytes < Math.min(header.length, toBytes)) {
            int length = (int) (Math.min(header.length, toBytes) - fromBytes);
            pieces.add(new Piece.InMemory(
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
            case Piece.InMemory(var bytes) ->
                new Piece.InMemory(bytes.slice(bytes.position() + (int) fromBytes, (int) (toBytes - fromBytes)));
            case Piece.OfSource(var span) ->
                new Piece.OfSource(new ByteSpan(span.offsetBytes() + fromBytes, toBytes - fromBytes));
        };
    }

    /** Returns about how much memory the layout takes. */
    public int weightBytes() {
        long inMemory = 0;
        for (Piece piece : media) {
            inMemory += piece instanceof Piece.InMemory encoded ? encoded.lengthBytes() : 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, 96 + header.length + inMemory + 40L * media.size());
    }
}
