package dev.cliprange.slice.sequence;

import dev.cliprange.codec.splice.SpliceLook.Change;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ByteLayout.Piece;
import java.util.ArrayList;
import java.util.List;

/** Replaces bytes of a clip's media. Its length and the places of its samples stay the same. */
final class ChangedBytes {

    private ChangedBytes() {}

    /**
     * Returns the parts with other bytes.
     *
     * @param fromBytes the changes count from there: a distance from the first byte of the media
     * @param changes in order, each inside one part
     */
    static List<SequenceLayout.Part> in(List<SequenceLayout.Part> parts, long fromBytes, List<Change> changes) {
        var changed = new ArrayList<SequenceLayout.Part>();
        long position = 0;
        for (SequenceLayout.Part part : parts) {
            changed.add(in(part, fromBytes - position, changes));
            position += part.media().lengthBytes();
        }
        return changed;
    }

    /** @param fromBytes counts from the first byte of the part */
    private static SequenceLayout.Part in(SequenceLayout.Part part, long fromBytes, List<Change> changes) {
        long end = part.media().lengthBytes();
        var pieces = new ArrayList<Piece>();
        long at = 0;
        for (Change change : changes) {
            long start = fromBytes + change.atBytes();
            if (start >= at && start < end) {
                pieces.addAll(part.media().pieces(at, start));
                pieces.add(new Piece.InMemory(change.bytes()));
                at = start + change.bytes().remaining();
            }
        }
        if (at == 0) {
            return part;
        }
        pieces.addAll(part.media().pieces(at, end));
        return new SequenceLayout.Part(part.place(), new ByteLayout(pieces, new byte[0]));
    }
}
