package dev.cliprange.index;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Consecutive samples of one track in decode order, with indexes from 0. Times are in ticks of the media timescale. */
public final class TrackSamples {

    private final long firstNumber;
    private final long shiftTicks;
    private final long[] offsets;
    private final int[] sizes;
    private final long[] decodeTimes;
    private final int[] compositionOffsets;
    private final int[] flags;

    /** @param decodeTimes one more than samples: the last one is the end of the last sample */
    TrackSamples(
            long firstNumber,
            long shiftTicks,
            long[] offsets,
            int[] sizes,
            long[] decodeTimes,
            int[] compositionOffsets,
            int[] flags) {
        this.firstNumber = firstNumber;
        this.shiftTicks = shiftTicks;
        this.offsets = offsets;
        this.sizes = sizes;
        this.decodeTimes = decodeTimes;
        this.compositionOffsets = compositionOffsets;
        this.flags = flags;
    }

    /**
     * Creates samples that all have the first sample entry.
     *
     * @param shiftTicks of the track's window
     * @param decodeTimes one more than samples
     * @param dependencies as in {@code sdtp}
     */
    public static TrackSamples of(
            long shiftTicks,
            long[] offsets,
            int[] sizes,
            long[] decodeTimes,
            int[] compositionOffsets,
            boolean[] sync,
            int[] dependencies) {
        var flags = new int[sync.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = SampleFlags.of(sync[i], dependencies[i]);
        }
        return new TrackSamples(
                0, shiftTicks, offsets.clone(), sizes.clone(), decodeTimes.clone(), compositionOffsets.clone(), flags);
    }

    /** Returns the same samples, the first of which has this number. */
    public TrackSamples numberedFrom(long number) {
        return new TrackSamples(number, shiftTicks, offsets, sizes, decodeTimes, compositionOffsets, flags);
    }

    /** Returns the same samples with all offsets increased by a number of bytes. */
    public TrackSamples movedBy(long bytes) {
        var moved = new long[offsets.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = Math.addExact(offsets[i], bytes);
        }
        return new TrackSamples(firstNumber, shiftTicks, moved, sizes, decodeTimes, compositionOffsets, flags);
    }

    /**
     * Returns these samples at other places.
     *
     * @param offsets in bytes, one per sample; not kept
     * @param bytes the sizes, one per sample; not kept
     */
    public TrackSamples withPlaces(long[] offsets, int[] bytes) {
        if (offsets.length != count() || bytes.length != count()) {
            throw new IllegalArgumentException("offsets: " + offsets.length + " (expected: " + count() + ")");
        }
        return new TrackSamples(
                firstNumber, shiftTicks, offsets.clone(), bytes.clone(), decodeTimes, compositionOffsets, flags);
    }

    public int count() {
        return offsets.length;
    }

    /** The number of sample 0 among all samples (or PCM blocks) of the track, from 0. */
    public long firstNumber() {
        return firstNumber;
    }

    /** The offset in the source. */
    public long offsetBytes(int index) {
        return offsets[index];
    }

    public int sizeBytes(int index) {
        return sizes[index];
    }

    /** The decode time. For {@link #count()}, the end of the last sample. */
    public long decodeTicks(int index) {
        return decodeTimes[index];
    }

    /** The distance to the next sample in decode order. */
    public long durationTicks(int index) {
        return decodeTimes[index + 1] - decodeTimes[index];
    }

    public int compositionOffsetTicks(int index) {
        return compositionOffsets[index];
    }

    /** The presentation time on the movie's timeline, after the edit list. */
    public long presentationTicks(int index) {
        return decodeTimes[index] + compositionOffsets[index] + shiftTicks;
    }

    public boolean sync(int index) {
        return SampleFlags.sync(flags[index]);
    }

    /** Whether the sample is a frame: it has a picture that is shown for some time. */
    public boolean frame(int index) {
        return SampleFlags.frame(flags[index]);
    }

    /** Whether the sample has a picture. A sample without a picture is not a frame. */
    public boolean picture(int index) {
        return SampleFlags.picture(flags[index]);
    }

    /** As in {@code sdtp}. */
    public int dependency(int index) {
        return SampleFlags.dependency(flags[index]);
    }

    /** The roll group, from 1; 0 for none. */
    public int roll(int index) {
        return SampleFlags.roll(flags[index]);
    }

    /** The sample entry, from 0. */
    public int entry(int index) {
        return SampleFlags.entry(flags[index]);
    }

    int flags(int index) {
        return flags[index];
    }

    /** Returns the samples {@code [from, to)}. */
    public TrackSamples part(int from, int to) {
        return new TrackSamples(
                firstNumber + from,
                shiftTicks,
                Arrays.copyOfRange(offsets, from, to),
                Arrays.copyOfRange(sizes, from, to),
                Arrays.copyOfRange(decodeTimes, from, to + 1),
                Arrays.copyOfRange(compositionOffsets, from, to),
                Arrays.copyOfRange(flags, from, to));
    }

    /**
     * Returns the samples whose indexes are in the set. Each lasts until the next one. The last one keeps its duration.
     *
     * @param kept at least one index, none after the last sample
     */
    public TrackSamples only(BitSet kept) {
        int[] indexes = kept.stream().toArray();
        var times = new long[indexes.length + 1];
        for (int i = 0; i < indexes.length; i++) {
            times[i] = decodeTimes[indexes[i]];
        }
        int last = indexes[indexes.length - 1];
        times[indexes.length] = decodeTimes[last + 1];
        return new TrackSamples(
                firstNumber + indexes[0],
                shiftTicks,
                Arrays.stream(indexes).mapToLong(i -> offsets[i]).toArray(),
                Arrays.stream(indexes).map(i -> sizes[i]).toArray(),
                times,
                Arrays.stream(indexes).map(i -> compositionOffsets[i]).toArray(),
                Arrays.stream(indexes).map(i -> flags[i]).toArray());
    }

    /**
     * Returns the samples of several runs as one run with its own places and times. The marks of each sample stay the
     * same: sync, dependency, roll group and sample entry.
     *
     * @param runs in order
     * @param offsets one per sample of all runs; not kept, as the other arrays
     * @param decodeTimes one more than samples
     * @throws IllegalArgumentException if the arrays do not fit the runs
     */
    public static TrackSamples joined(
            List<TrackSamples> runs, long[] offsets, int[] sizes, long[] decodeTimes, int[] compositionOffsets) {
        int count = runs.stream().mapToInt(TrackSamples::count).sum();
        boolean fits = offsets.length == count
                && sizes.length == count
                && decodeTimes.length == count + 1
                && compositionOffsets.length == count;
        if (!fits) {
            throw new IllegalArgumentException("offsets: " + offsets.length + " (expected: " + count + ")");
        }
        var flags = new int[count];
        int at = 0;
        for (TrackSamples run : runs) {
            System.arraycopy(run.flags, 0, flags, at, run.count());
            at += run.count();
        }
        return new TrackSamples(
                0, 0, offsets.clone(), sizes.clone(), decodeTimes.clone(), compositionOffsets.clone(), flags);
    }

    /** @param ticks one more than samples: the last one is the end of the last sample; not kept */
    public TrackSamples withDecodeTicks(long[] ticks) {
        if (ticks.length != decodeTimes.length) {
            throw new IllegalArgumentException("times: " + ticks.length + " (expected: " + decodeTimes.length + ")");
        }
        return new TrackSamples(firstNumber, shiftTicks, offsets, sizes, ticks.clone(), compositionOffsets, flags);
    }

    /** @param ticks one per sample; not kept */
    public TrackSamples withCompositionOffsets(int[] ticks) {
        if (ticks.length != count()) {
            throw new IllegalArgumentException("offsets: " + ticks.length + " (expected: " + count() + ")");
        }
        return new TrackSamples(firstNumber, shiftTicks, offsets, sizes, decodeTimes, ticks.clone(), flags);
    }

    /**
     * Returns these samples and the samples of a later page, without duplicates.
     *
     * @throws MalformedIndexException if samples between them are missing
     */
    public TrackSamples followedBy(TrackSamples later) {
        if (count() == 0 || later.count() == 0) {
            return count() == 0 ? later : this;
        }
        long shared = firstNumber + count() - later.firstNumber;
        if (shared < 0) {
            throw new MalformedIndexException("samples are missing between two pages");
        }
        if (shared >= later.count()) {
            return this;
        }
        int skip = (int) shared;
        int total = count() + later.count() - skip;
        long[] allOffsets = Arrays.copyOf(offsets, total);
        int[] allSizes = Arrays.copyOf(sizes, total);
        long[] allTimes = Arrays.copyOf(decodeTimes, total + 1);
        int[] allCompositionOffsets = Arrays.copyOf(compositionOffsets, total);
        int[] allFlags = Arrays.copyOf(flags, total);
        int added = later.count() - skip;
        System.arraycopy(later.offsets, skip, allOffsets, count(), added);
        System.arraycopy(later.sizes, skip, allSizes, count(), added);
        System.arraycopy(later.decodeTimes, skip, allTimes, count(), added + 1);
        System.arraycopy(later.compositionOffsets, skip, allCompositionOffsets, count(), added);
        System.arraycopy(later.flags, skip, allFlags, count(), added);
        return new TrackSamples(
                firstNumber, shiftTicks, allOffsets, allSizes, allTimes, allCompositionOffsets, allFlags);
    }

    int weightBytes() {
        return 64 + 28 * count();
    }

    /** Returns a copy of the sizes in bytes, one per sample. */
    public int[] sizes() {
        return sizes.clone();
    }

    int[] compositionOffsets() {
        return compositionOffsets.clone();
    }

    int[] flags() {
        return flags.clone();
    }
}
