package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import java.util.List;

/** The sizes of the segments of a track, from one pass over the pages. */
final class SampleSums {

    /**
     * Frames that are encoded fast are larger than those of the source, and the first one of them refers to no other: up
     * to 3.5 times in the tests. A rate that is too low makes players stall.
     */
    private static final int ENCODED_FACTOR = 4;

    private final long[] mediaBytes;
    private final long[] counts;
    private long allBytes;
    private long allSamples;
    private int entry;

    /**
     * Adds up the samples.
     *
     * @param starts where the segments begin
     * @param endNumber the number after the last sample
     */
    SampleSums(List<IndexPage> pages, int track, List<GridPoint> starts, long endNumber) {
        this.mediaBytes = new long[starts.size()];
        this.counts = new long[starts.size()];
        int segment = 0;
        long next = starts.getFirst().number();
        for (IndexPage page : pages) {
            TrackSamples samples = page.tracks().get(track);
            for (int i = (int) Math.max(0, next - samples.firstNumber()); i < samples.count(); i++) {
                long number = samples.firstNumber() + i;
                allBytes += samples.sizeBytes(i);
                allSamples++;
                if (allSamples == 1) {
                    entry = samples.entry(i);
                }
                if (number >= endNumber) {
                    continue;
                }
                while (segment + 1 < starts.size()
                        && number >= starts.get(segment + 1).number()) {
                    segment++;
                }
                mediaBytes[segment] += samples.sizeBytes(i);
                counts[segment]++;
            }
            next = Math.max(next, samples.firstNumber() + samples.count());
        }
    }

    /** The size of a segment without its encoded frames. */
    long lengthBytes(int segment) {
        return mediaBytes[segment] + MediaSegment.FIXED_BYTES + MediaSegment.ENTRY_BYTES * counts[segment];
    }

    /** An estimate of the size of encoded frames, from the mean size of the frames of the source. */
    long estimatedBytes(int frames) {
        long mean = allSamples == 0 ? 0 : allBytes / allSamples;
        return frames * (ENCODED_FACTOR * mean + MediaSegment.ENTRY_BYTES);
    }

    /** The sample entry of the first sample. */
    int entry() {
        return entry;
    }
}
