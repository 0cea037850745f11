package dev.cliprange.slice.rendition;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One rendition in the file of an encoder: its samples in decode order. */
public final class EncodedTrack {

    private static final String SECTION = "ISO/IEC 14496-12, 8.8";
    private static final int NO_SYNC = 0x1_0000;
    /** More frames than a page has. A run without fields for each sample can declare any number of them. */
    private static final int MOST_SAMPLES = 1_000_000;

    private static final int BASE_OFFSET = 0x1;
    private static final int DESCRIPTION = 0x2;
    private static final int DURATION = 0x8;
    private static final int SIZE = 0x10;
    private static final int FLAGS = 0x20;
    private static final int RUN_OFFSET = 0x1;
    private static final int RUN_FIRST_FLAGS = 0x4;
    private static final int RUN_DURATION = 0x100;
    private static final int RUN_SIZE = 0x200;
    private static final int RUN_FLAGS = 0x400;
    private static final int RUN_COMPOSITION = 0x800;

    private final long id;
    private final SampleEntry entry;
    private final List<Sample> samples = new ArrayList<>();
    private long defaultDuration;
    private long defaultSize;
    private long defaultFlags;
    private long decodeTicks;

    private record Sample(long offsetBytes, int sizeBytes, boolean sync, long shownTicks) {}

    EncodedTrack(long id, SampleEntry entry) {
        this.id = id;
        this.entry = entry;
    }

    long id() {
        return id;
    }

    public SampleEntry entry() {
        return entry;
    }

    public int count() {
        return samples.size();
    }

    /** The end of the last of its samples in the file. */
    long endBytes() {
        return samples.stream()
                .mapToLong(sample -> sample.offsetBytes + sample.sizeBytes)
                .max()
                .orElse(0);
    }

    /** @param trex from the default duration on */
    void defaults(BoxFields trex) {
        defaultDuration = trex.u32();
        defaultSize = trex.u32();
        defaultFlags = trex.u32();
    }

    /** Reads {@code tfhd}, {@code tfdt} and {@code trun} (8.8.7, 8.8.12, 8.8.8). */
    void fragment(Box moof, Box traf, Box tfhd) {
        int present = tfhd.fields().i32() & 0xFF_FFFF;
        BoxFields fields = tfhd.fields().skip(8);
        long base = (present & BASE_OFFSET) == 0 ? moof.offsetBytes() : fields.i64();
        fields.skip((present & DESCRIPTION) == 0 ? 0 : 4);
        long duration = (present & DURATION) == 0 ? defaultDuration : fields.u32();
        long size = (present & SIZE) == 0 ? defaultSize : fields.u32();
        long flags = (present & FLAGS) == 0 ? defaultFlags : fields.u32();
        for (Box child : traf.children()) {
            if (child.type() == FourCc.of("tfdt")) {
                boolean wide = child.fields().u8() == 1;
                decodeTicks = wide
                        ? child.fields().skip(4).i64()
                        : child.fields().skip(4).u32();
            } else if (child.type() == FourCc.of("trun")) {
                run(child, base, duration, size, flags);
            }
        }
    }

    private void run(Box trun, long base, long duration, long size, long flags) {
        int present = trun.fields().i32() & 0xFF_FFFF;
        BoxFields fields = trun.fields().skip(4);
        long count = fields.u32();
        if ((present & RUN_OFFSET) == 0) {
            throw trun.malformed("the encoder's run has no offset", SECTION);
        }
        if (count > MOST_SAMPLES - samples.size()) {
            throw trun.malformed("more than " + MOST_SAMPLES + " samples", SECTION);
        }
        long at = base + fields.i32();
        Optional<Long> firstFlags = (present & RUN_FIRST_FLAGS) == 0 ? Optional.empty() : Optional.of(fields.u32());
        for (long i = 0; i < count; i++) {
            long ownDuration = (present & RUN_DURATION) == 0 ? duration : fields.u32();
            long ownSize = (present & RUN_SIZE) == 0 ? size : fields.u32();
            long ownFlags = (present & RUN_FLAGS) == 0 ? flags : fields.u32();
            if (i == 0) {
                ownFlags = firstFlags.orElse(ownFlags);
            }
            // Composition offsets of version 0 are small, so they are the same as signed ones.
            long composition = (present & RUN_COMPOSITION) == 0 ? 0 : fields.i32();
            samples.add(new Sample(at, Math.toIntExact(ownSize), (ownFlags & NO_SYNC) == 0, decodeTicks + composition));
            at += ownSize;
            decodeTicks += ownDuration;
        }
    }

    /**
     * Returns the samples with the times of the source. The encoder's own times only give the order in which its frames
     * are shown.
     *
     * @param ticks when the frames are shown, in order and without duplicates
     * @param firstNumber of the first frame among all frames of the source
     * @return empty if the encoder has dropped or doubled frames, or the first one is no keyframe
     */
    public Optional<TrackSamples> samples(List<Long> ticks, long firstNumber) {
        int count = samples.size();
        if (count != ticks.size() || count == 0 || !samples.getFirst().sync) {
            return Optional.empty();
        }
        List<Integer> shown = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingLong(i -> samples.get(i).shownTicks))
                .toList();
        var times = new long[count];
        for (int rank = 0; rank < count; rank++) {
            times[shown.get(rank)] = ticks.get(rank);
        }
        var decode = new long[count + 1];
        var composition = new int[count];
        var sync = new boolean[count];
        for (int i = 0; i < count; i++) {
            decode[i] = ticks.get(i);
            composition[i] = Math.toIntExact(times[i] - decode[i]);
            sync[i] = samples.get(i).sync;
        }
        decode[count] = ticks.getLast() + 1;
        return Optional.of(TrackSamples.of(
                        0,
                        samples.stream().mapToLong(Sample::offsetBytes).toArray(),
                        samples.stream().mapToInt(Sample::sizeBytes).toArray(),
                        decode,
                        composition,
                        sync,
                        new int[count])
                .numberedFrom(firstNumber));
    }
}
