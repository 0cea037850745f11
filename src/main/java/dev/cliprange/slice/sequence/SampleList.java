package dev.cliprange.slice.sequence;

import dev.cliprange.index.TrackSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the samples of a joined track. The marks of each sample come from the run that it is of. */
final class SampleList {

    private final List<TrackSamples> runs = new ArrayList<>();
    private long[] offsets = new long[1024];
    private int[] sizes = new int[1024];
    private long[] decodeTicks = new long[1024];
    private long[] shownTicks = new long[1024];
    private int count;

    /** Begins a run. One {@link #add} for each of its samples follows. */
    void run(TrackSamples samples) {
        runs.add(samples);
    }

    void add(long offsetBytes, int sizeBytes, long decode, long shown) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
            decodeTicks = Arrays.copyOf(decodeTicks, count * 2);
            shownTicks = Arrays.copyOf(shownTicks, count * 2);
        }
        offsets[count] = offsetBytes;
        sizes[count] = sizeBytes;
        decodeTicks[count] = decode;
        shownTicks[count++] = shown;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** @param endTicks the end of the last sample */
    TrackSamples toSamples(long endTicks) {
        var composition = new int[count];
        for (int i = 0; i < count; i++) {
            composition[i] = Math.toIntExact(shownTicks[i] - decodeTicks[i]);
        }
        long[] times = Arrays.copyOf(decodeTicks, count + 1);
        times[count] = count == 0 ? endTicks : Math.max(endTicks, times[count - 1]);
        return TrackSamples.joined(
                runs, Arrays.copyOf(offsets, count), Arrays.copyOf(sizes, count), times, composition);
    }
}
