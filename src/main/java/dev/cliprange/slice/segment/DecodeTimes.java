package dev.cliprange.slice.segment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The decode times of the samples of one segment. */
final class DecodeTimes {

    private DecodeTimes() {}

    /**
     * Returns decode times that begin with the presentation time of the first sample, never decrease, and end where the
     * next segment begins. So each sample lasts in decode order as long as it is shown: a browser that seeks drops a frame
     * whose presentation time and duration end before the wanted time.
     *
     * @param shownTicks the presentation times in decode order, at least one
     * @param nextTicks where the next segment begins, later than the first presentation time
     * @return one more than samples: the last one is {@code nextTicks}
     */
    static long[] of(long[] shownTicks, long nextTicks) {
        long[] sorted = shownTicks.clone();
        Arrays.sort(sorted);
        return sorted[0] < shownTicks[0]
                ? withLeading(shownTicks[0], sorted, nextTicks)
                : asShown(shownTicks, nextTicks);
    }

    private static long[] asShown(long[] shown, long nextTicks) {
        // Stable: of samples with one time, all but the last one take no time.
        Integer[] order = IntStream.range(0, shown.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> shown[i]))
                .toArray(Integer[]::new);
        var durations = new long[shown.length];
        for (int i = 0; i < order.length; i++) {
            long end = i + 1 < order.length ? shown[order[i + 1]] : nextTicks;
            durations[order[i]] = Math.min(end, nextTicks) - Math.min(shown[order[i]], nextTicks);
        }
        var times = new long[shown.length + 1];
        times[0] = shown[0];
        for (int i = 0; i < shown.length; i++) {
            times[i + 1] = times[i] + durations[i];
        }
        return times;
    }

    /**
     * Leading pictures are shown before the first sample, but decoded after it: decode times are the sorted presentation
     * times, and for these pictures the times at the end are divided evenly, because the next segment's leading pictures
     * leave room there.
     */
    private static long[] withLeading(long base, long[] sorted, long nextTicks) {
        int leading = 0;
        while (sorted[leading] < base) {
            leading++;
        }
        int count = sorted.length;
        var times = new long[count + 1];
        int kept = count - leading;
        for (int i = 0; i < kept; i++) {
            times[i] = Math.min(sorted[leading + i], nextTicks);
        }
        long last = times[kept - 1];
        for (int i = 1; i <= leading; i++) {
            times[kept - 1 + i] = last + (nextTicks - last) * i / (leading + 1);
        }
        times[count] = nextTicks;
        return times;
    }
}
