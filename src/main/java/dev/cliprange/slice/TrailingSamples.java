package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples that a clip keeps because shown samples are predicted from them, but that are shown at its end or later. They
 * exist where reordering crosses the end.
 */
final class TrailingSamples {

    private TrailingSamples() {}

    /**
     * Moves the composition times of trailing samples to the end of the clip and the ticks after it, in their order.
     * They stay outside the edit, so they are not shown. Some players take the duration from the last composition time
     * even if there is an edit list: Chromium gave a clip of one frame the length of three.
     *
     * @param endTicks of the clip, on the movie's timeline
     */
    static TrackSamples clampTo(TrackSamples samples, long endTicks) {
        List<Integer> late = IntStream.range(0, samples.count())
                .filter(i -> samples.presentationTicks(i) >= endTicks)
                .boxed()
                .sorted(Comparator.comparingLong(samples::presentationTicks))
                .toList();
        if (late.isEmpty()) {
            return samples;
        }
        var offsets = new int[samples.count()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = samples.compositionOffsetTicks(i);
        }
        for (int rank = 0; rank < late.size(); rank++) {
            int index = late.get(rank);
            // It is decoded before a shown sample, so before the end. Its offset stays above that sample's.
            long earlier = Math.max(0, samples.presentationTicks(index) - endTicks - rank);
            offsets[index] = Math.toIntExact(offsets[index] - earlier);
        }
        return samples.withCompositionOffsets(offsets);
    }
}
