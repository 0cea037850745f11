package dev.cliprange.movie.sample;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * A {@code trun} and its defaults (ISO/IEC 14496-12, 8.8.8).
 *
 * @param startTicks the time in {@code tfdt}, if this is the first run after one
 * @param flags of {@code trun}
 * @param firstSampleFlags used if {@code flags} has {@link #FIRST_SAMPLE_FLAGS}
 * @param entries the fields of the samples
 * @param groups runs; each array has two elements, a count of samples and their roll group. The arrays are never
 *     modified.
 */
public record FragmentRun(
        Box trun,
        OptionalLong startTicks,
        long offsetBytes,
        int flags,
        int count,
        int firstSampleFlags,
        FragmentDefaults defaults,
        ByteBuffer entries,
        List<int[]> groups,
        int groupOffset,
        int defaultGroup,
        long fileSizeBytes)
        implements Samples {

    public static final int FIRST_SAMPLE_FLAGS = 0x4;
    static final int DURATION = 0x100;
    public static final int SIZE = 0x200;
    static final int FLAGS = 0x400;
    static final int COMPOSITION_OFFSET = 0x800;
    public static final String SECTION = "ISO/IEC 14496-12, 8.8.8";

    /** A run without samples. */
    static final FragmentRun EMPTY = new FragmentRun(
            new Box(FourCc.of("trun"), 0, ByteBuffer.allocate(0), 8),
            OptionalLong.empty(),
            0,
            0,
            0,
            0,
            new FragmentDefaults(0, 0, 0, 0),
            ByteBuffer.allocate(0),
            List.of(),
            0,
            0,
            0);

    /** Bytes of one entry. */
    public static int entryBytes(int flags) {
        return 4 * Integer.bitCount(flags & (DURATION | SIZE | FLAGS | COMPOSITION_OFFSET));
    }

    @Override
    public TimedCursor cursor(long start) {
        return new FragmentCursor(this, startTicks.orElse(start));
    }

    /** The offset of the next run's data, if that run has no offset of its own. */
    public long endBytes() {
        if ((flags & SIZE) == 0) {
            return Math.addExact(offsetBytes, count * (defaults.sizeBytes() & 0xFFFF_FFFFL));
        }
        int stride = entryBytes(flags);
        int sizeAt = (flags & DURATION) != 0 ? 4 : 0;
        long end = offsetBytes;
        for (int i = 0; i < count; i++) {
            end = Math.addExact(end, entries.getInt(i * stride + sizeAt) & 0xFFFF_FFFFL);
        }
        return end;
    }
}
