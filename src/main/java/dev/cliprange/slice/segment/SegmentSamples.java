package dev.cliprange.slice.segment;

import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The samples of one segment in decode order, and where their bytes are. */
final class SegmentSamples {

    /** The largest piece, because a connection copies each piece when it is written. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int DEPENDENCY_SHIFT = 20;
    private static final int NO_SYNC = 0x0001_0000;
    private static final int DEPENDS_ON_OTHERS = 1;
    private static final int DEPENDS_ON_NONE = 2;

    /** @param flags as in {@code trun} (ISO/IEC 14496-12, 8.8.3.1) */
    private record Sample(long shownTicks, int sizeBytes, int flags) {}

    private final List<Sample> samples = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private long spanStart;
    private long spanEnd = -1;

    /**
     * Adds a sample of the source.
     *
     * @param shownTicks when it is shown
     */
    void addCopied(TrackSamples source, int index, long shownTicks) {
        int dependency = source.dependency(index);
        if (dependency == 0) {
            dependency = (source.sync(index) ? DEPENDS_ON_NONE : DEPENDS_ON_OTHERS) << 4;
        }
        int flags = dependency << DEPENDENCY_SHIFT | (source.sync(index) ? 0 : NO_SYNC);
        samples.add(new Sample(shownTicks, source.sizeBytes(index), flags));
        if (source.offsetBytes(index) != spanEnd) {
            endSpan();
            spanStart = source.offsetBytes(index);
        }
        spanEnd = source.offsetBytes(index) + source.sizeBytes(index);
    }

    /** Ends the run of copied samples. */
    void endSpan() {
        if (spanEnd > spanStart) {
            pieces.add(new Piece.OfSource(new ByteSpan(spanStart, spanEnd - spanStart)));
        }
        spanEnd = -1;
    }

    /** Adds a sample that was encoded. Its bytes are added with {@link #addBytes}. */
    void addEncoded(long shownTicks, int sizeBytes, boolean sync) {
        int dependency = (sync ? DEPENDS_ON_NONE : DEPENDS_ON_OTHERS) << 4;
        samples.add(new Sample(shownTicks, sizeBytes, dependency << DEPENDENCY_SHIFT | (sync ? 0 : NO_SYNC)));
    }

    /** Adds consecutive silent packets. */
    void addSilent(List<Long> shownTicks, byte[] packet) {
        endSpan();
        var bytes = ByteBuffer.allocate(Math.multiplyExact(packet.length, shownTicks.size()));
        for (long ticks : shownTicks) {
            addEncoded(ticks, packet.length, true);
            bytes.put(packet);
        }
        addBytes(bytes.flip());
    }

    /** @param bytes of encoded samples */
    void addBytes(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, bytes.limit() - at);
            pieces.add(new Piece.InMemory(bytes.slice(at, length).asReadOnlyBuffer()));
        }
    }

    int count() {
        return samples.size();
    }

    /** Returns the presentation times. */
    long[] shownTicks() {
        return samples.stream().mapToLong(Sample::shownTicks).toArray();
    }

    int sizeBytes(int index) {
        return samples.get(index).sizeBytes;
    }

    long mediaBytes() {
        return samples.stream().mapToLong(Sample::sizeBytes).sum();
    }

    int flags(int index) {
        return samples.get(index).flags;
    }

    /** Whether all samples have the same flags. */
    boolean sameFlags() {
        return samples.stream().mapToInt(Sample::flags).distinct().count() == 1;
    }

    List<Piece> pieces() {
        return List.copyOf(pieces);
    }
}
