package dev.cliprange.slice.sequence;

import dev.cliprange.slice.ByteLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of a file whose media is in several places: a header, then parts in the order they are sent. Immutable.
 */
public final class SequenceLayout {

    private final ByteLayout header;
    private final List<Part> parts;
    private final long lengthBytes;

    /** @param header a layout without media; its codecs are those of the file */
    SequenceLayout(ByteLayout header, List<Part> parts) {
        this.header = header;
        this.parts = List.copyOf(parts);
        this.lengthBytes = header.lengthBytes()
                + parts.stream().mapToLong(part -> part.media().lengthBytes()).sum();
    }

    /**
     * Consecutive bytes of the file whose ranges are of one place.
     *
     * @param place counted from 0
     * @param media a layout without header
     */
    public record Part(int place, ByteLayout media) {}

    /** Pieces of a file. Their ranges are of one place. */
    public record PlacedPieces(int place, List<ByteLayout.Piece> pieces) {
        public PlacedPieces {
            pieces = List.copyOf(pieces);
        }
    }

    /** Returns the layout without media: the header, with the codecs of the file. */
    public ByteLayout header() {
        return header;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    /** The parts in the order they are sent. */
    public List<Part> parts() {
        return parts;
    }

    /**
     * Returns the pieces of the bytes {@code [fromBytes, toBytes)}. The header counts as part of the first place.
     *
     * @throws IllegalArgumentException if they are not inside the file
     */
    public List<PlacedPieces> pieces(long fromBytes, long toBytes) {
        if (fromBytes < 0 || fromBytes > toBytes || toBytes > lengthBytes) {
            throw new IllegalArgumentException(
                    "bytes: " + fromBytes + ".." + toBytes + " (expected: inside 0.." + lengthBytes + ")");
        }
        var placed = new ArrayList<PlacedPieces>();
        long position = 0;
        position = add(placed, parts.getFirst().place(), header, position, fromBytes, toBytes);
        for (Part part : parts) {
            position = add(placed, part.place(), part.media(), position, fromBytes, toBytes);
        }
        return placed;
    }

    private static long add(
            List<PlacedPieces> placed, int place, ByteLayout layout, long position, long fromBytes, long toBytes) {
        long end = position + layout.lengthBytes();
        long from = Math.max(fromBytes, position);
        long to = Math.min(toBytes, end);
        if (from < to) {
            List<ByteLayout.Piece> pieces = layout.pieces(from - position, to - position);
            if (!placed.isEmpty() && placed.getLast().place() == place) {
                var joined = new ArrayList<>(placed.removeLast().pieces());
                joined.addAll(pieces);
                placed.add(new PlacedPieces(place, joined));
            } else {
                placed.add(new PlacedPieces(place, pieces));
            }
        }
        return end;
    }

    /** Returns about how much memory the layout takes. */
    public int weightBytes() {
        long media =
                parts.stream().mapToLong(part -> part.media().weightBytes()).sum();
        return (int) Math.min(Integer.MAX_VALUE, header.weightBytes() + 32 + media);
    }
}
