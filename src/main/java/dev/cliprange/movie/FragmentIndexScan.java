package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Looks for {@code mfra} at the end of a fragmented file (ISO/IEC 14496-12, 8.8.9 to 8.8.11). It has the offsets of
 * fragments, so they need not be found one after another. It is only a hint: the scan of each part finds the fragments
 * that it omits. If it does not name the first fragment of the file, it belongs to another file and is ignored.
 */
final class FragmentIndexScan implements Scan {

    private static final int MFRO_BYTES = 16;
    private static final int TAIL_BYTES = 4096;
    /** The least number of bytes of a table entry. */
    private static final int ENTRY_BYTES = 11;

    private static final int MOST_TABLES = 4;

    private final BoxScan main;
    private final long firstFragmentBytes;
    private final long fileSizeBytes;
    private final int mostFragments;
    private Optional<ByteBuffer> tail = Optional.empty();

    /** @param main the scan that found the first fragment; it scans up to the next fragment that {@code mfra} names */
    FragmentIndexScan(BoxScan main, long firstFragmentBytes, long fileSizeBytes, int mostFragments) {
        this.main = main;
        this.firstFragmentBytes = firstFragmentBytes;
        this.fileSizeBytes = fileSizeBytes;
        this.mostFragments = mostFragments;
    }

    @Override
    public void accept(ByteSpan span, ByteBuffer bytes) {
        tail = Optional.of(bytes);
    }

    @Override
    public Optional<ByteSpan> run(List<ByteSpan> parts) {
        if (tail.isEmpty()) {
            return Optional.of(last(Math.min(TAIL_BYTES, fileSizeBytes)));
        }
        ByteBuffer bytes = tail.get();
        long size = size(bytes);
        if (size > bytes.limit()) {
            return Optional.of(last(size));
        }
        if (size > 0) {
            try {
                var mfra = new Box(
                        FourCc.of("mfra"),
                        fileSizeBytes - size,
                        bytes.slice((int) (bytes.limit() - size) + 8, (int) size - 8),
                        8);
                main.leave(fragments(mfra), parts);
            } catch (MalformedMp4Exception e) {
                // The index is optional, so the file is not rejected.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private ByteSpan last(long lengthBytes) {
        return new ByteSpan(fileSizeBytes - lengthBytes, lengthBytes);
    }

    /**
     * Returns the size of {@code mfra}, which {@code mfro} in the last bytes of the file contains. Returns 0 if there
     * is none.
     */
    private long size(ByteBuffer bytes) {
        int at = bytes.limit() - MFRO_BYTES;
        if (at < 0 || bytes.getInt(at) != MFRO_BYTES || bytes.getInt(at + 4) != FourCc.of("mfro")) {
            return 0;
        }
        long size = bytes.getInt(at + 12) & 0xFFFF_FFFFL;
        return size < MFRO_BYTES + 8 || size > Math.min(largestBytes(), fileSizeBytes - firstFragmentBytes) ? 0 : size;
    }

    /** The largest size of an {@code mfra} that is read. A larger one names too many fragments, or costs too much. */
    private long largestBytes() {
        return TAIL_BYTES + 2L * MOST_TABLES * ENTRY_BYTES * mostFragments;
    }

    /**
     * Returns the offsets in order, without duplicates. Returns none if the first is not in this file, or if there are
     * too many.
     */
    private long[] fragments(Box mfra) {
        List<Box> tables = mfra.children().stream()
                .filter(box -> box.type() == FourCc.of("tfra"))
                .toList();
        // Every track has a table with all fragments.
        long entries = tables.stream().mapToLong(FragmentIndexScan::count).sum();
        if (entries > (long) MOST_TABLES * mostFragments) {
            return new long[0];
        }
        long[] all = tables.stream()
                .flatMapToLong(FragmentIndexScan::offsets)
                .sorted()
                .toArray();
        int length = 0;
        for (int i = 0; i < all.length; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[length++] = all[i];
            }
        }
        boolean believed = length > 0 && length <= mostFragments && all[0] == firstFragmentBytes;
        return believed ? Arrays.copyOf(all, length) : new long[0];
    }

    private static long count(Box tfra) {
        return tfra.fields().skip(12).u32();
    }

    private static LongStream offsets(Box tfra) {
        BoxFields fields = tfra.fields();
        boolean wide = fields.u8() == 1;
        int lengths = fields.skip(10).u8();
        int numberBytes = (lengths >> 4 & 3) + (lengths >> 2 & 3) + (lengths & 3) + 3;
        long count = fields.u32();
        int entryBytes = (wide ? 16 : 8) + numberBytes;
        ByteBuffer entries = fields.entries(count, entryBytes);
        return LongStream.range(0, count)
                .mapToInt(i -> (int) i * entryBytes)
                .mapToLong(at -> wide ? entries.getLong(at + 8) : entries.getInt(at + 4) & 0xFFFF_FFFFL);
    }
}
