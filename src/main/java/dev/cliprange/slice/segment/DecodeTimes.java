package dev.cliprange.slice.segment;

import java.util.Arrays;

/** The decode times of the samples of one segment. */
final class DecodeTimes {

    private DecodeTimes() {}

    /**
     * Returns decode times that begin with the presentation time of the first sample, never decrease, and end where the
     * next segment begins. They are the sorted presentation times. Leading pictures are shown before the first sample,
     * but decoded after it: for these, the times at the end are divided evenly, because the next segment's leading
     * pictures leave room there.
     *
     * @param shownTicks the presentation times in decode order, at least one
     * @param nextTicks where the next segment begins, later than the first presentation time
     * @return one more than samples: the last one is {@code nextTicks}
     */
    static long[] of(long[] shownTicks, long nextTicks) {
        long base = shownTicks[0];
        long[] sorted = shownTicks.clone();
        Arrays.sort(sorted);
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
