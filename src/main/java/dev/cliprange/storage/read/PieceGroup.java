package dev.cliprange.storage.read;

import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a layout that are read together. */
sealed interface PieceGroup {

    /** A gap of this size takes less time to read than a second request. */
    long SMALL_GAP_BYTES = 64 * 1024;

    /** A larger gap is read too if the bytes before it are more. */
    long LARGEST_GAP_BYTES = 256 * 1024;

    record InMemory(ByteBuffer bytes) implements PieceGroup {}

    /** @param spans of the source, in order, without overlap; at least one */
    record OfSource(List<ByteSpan> spans) implements PieceGroup {

        public OfSource {
            spans = List.copyOf(spans);
        }

        /** The span that contains all spans. */
        ByteSpan whole() {
            long start = spans.getFirst().offsetBytes();
            return new ByteSpan(start, spans.getLast().endBytes() - start);
        }
    }

    /** Groups pieces. Their order stays the same. */
    static List<PieceGroup> of(List<ByteLayout.Piece> pieces) {
        var groups = new ArrayList<PieceGroup>();
        var spans = new ArrayList<ByteSpan>();
        long keptBytes = 0;
        for (ByteLayout.Piece piece : pieces) {
            switch (piece) {
                case ByteLayout.Piece.InMemory(var bytes) -> {
                    keptBytes = end(groups, spans);
                    groups.add(new InMemory(bytes));
                }
                case ByteLayout.Piece.OfSource(var span) -> {
                    if (!spans.isEmpty() && !joins(spans.getLast(), span, keptBytes)) {
                        keptBytes = end(groups, spans);
                    }
                    spans.add(span);
                    keptBytes += span.lengthBytes();
                }
            }
        }
        end(groups, spans);
        return groups;
    }

    private static long end(List<PieceGroup> groups, List<ByteSpan> spans) {
        if (!spans.isEmpty()) {
            groups.add(new OfSource(spans));
            spans.clear();
        }
        return 0;
    }

    private static boolean joins(ByteSpan last, ByteSpan next, long keptBytes) {
        long gap = next.offsetBytes() - last.endBytes();
        return gap >= 0 && (gap <= SMALL_GAP_BYTES || (gap <= LARGEST_GAP_BYTES && gap <= keptBytes));
    }
}
