package dev.cliprange.index;

import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.Arrays;

/** The samples of one track that the builder still needs. Samples are added at the end and removed from the front. */
final class SampleColumns {

    /** Several hours of media. Without a sync sample, a page would have to be that long. */
    private static final int MOST_AT_ONCE = 1 << 20;

    private static final int SAMPLE_BYTES = 28;

    private final SampleCursor cursor;
    private final SampleBudget budget;
    private final long shiftTicks;
    private long firstNumber;
    private int count;
    private long endTicks;
    private long[] offsets = new long[1024];
    private int[] sizes = new int[1024];
    private long[] decodeTimes = new long[1024];
    private int[] compositionOffsets = new int[1024];
    private int[] flags = new int[1024];

    SampleColumns(SampleCursor cursor, long shiftTicks, SampleBudget budget) {
        this.cursor = cursor;
        this.budget = budget;
        this.shiftTicks = shiftTicks;
    }

    /** Reads one more sample from the tables, if there is one. */
    boolean readNext() {
        if (!cursor.advance()) {
            return false;
        }
        budget.takeOne();
        if (count == offsets.length) {
            grow();
        }
        offsets[count] = cursor.offsetBytes();
        sizes[count] = cursor.sizeBytes();
        decodeTimes[count] = cursor.decodeTicks();
        compositionOffsets[count] = cursor.compositionOffsetTicks();
        flags[count] = SampleFlags.of(cursor);
        endTicks = cursor.decodeTicks() + cursor.durationTicks();
        count++;
        return true;
    }

    int count() {
        return count;
    }

    long presentationTicks(int index) {
        return decodeTimes[index] + compositionOffsets[index] + shiftTicks;
    }

    long durationTicks(int index) {
        return index + 1 < count ? decodeTimes[index + 1] - decodeTimes[index] : endTicks - decodeTimes[index];
    }

    boolean sync(int index) {
        return SampleFlags.sync(flags[index]);
    }

    boolean frame(int index) {
        return SampleFlags.frame(flags[index]);
    }

    /** Returns a copy of {@code [from, to)}. */
    TrackSamples samples(int from, int to) {
        long[] times = Arrays.copyOfRange(decodeTimes, from, to + 1);
        times[to - from] = to < count ? decodeTimes[to] : endTicks;
        return new TrackSamples(
                firstNumber + from,
                shiftTicks,
                Arrays.copyOfRange(offsets, from, to),
                Arrays.copyOfRange(sizes, from, to),
                times,
                Arrays.copyOfRange(compositionOffsets, from, to),
                Arrays.copyOfRange(flags, from, to));
    }

    void dropBefore(int index) {
        int left = count - index;
        System.arraycopy(offsets, index, offsets, 0, left);
        System.arraycopy(sizes, index, sizes, 0, left);
        System.arraycopy(decodeTimes, index, decodeTimes, 0, left);
        System.arraycopy(compositionOffsets, index, compositionOffsets, 0, left);
        System.arraycopy(flags, index, flags, 0, left);
        count = left;
        firstNumber += index;
    }

    private void grow() {
        if (count == MOST_AT_ONCE) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("stss"),
                    0,
                    "more than " + MOST_AT_ONCE + " samples between two points where decoding can start",
                    "ISO/IEC 14496-12, 8.6.2",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
        int capacity = Math.multiplyExact(offsets.length, 2);
        budget.hold((long) SAMPLE_BYTES * offsets.length);
        offsets = Arrays.copyOf(offsets, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        decodeTimes = Arrays.copyOf(decodeTimes, capacity);
        compositionOffsets = Arrays.copyOf(compositionOffsets, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }
}
