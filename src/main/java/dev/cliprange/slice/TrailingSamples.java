package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples that a clip keeps because shown ones are predicted from them, and that are themselves shown only at its end or
 * later: where reordering reaches over the end.
 */
final class TrailingSamples {

    private TrailingSamples() {}

    /**
     * The samples, with the late ones at the end itself and the ticks behind it, in the order they had. Outside the edit
     * they stay, so they are shown no more than before. Some players take a media's duration from the last composition
     * time they meet, edit list or not: Chromium gave a clip of one frame the length of three.
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
            // Decoded before a shown sample, hence before the end: the offset stays above that sample's.
            long earlier = Math.max(0, samples.presentationTicks(index) - endTicks - rank);
            offsets[index] = Math.toIntExact(offsets[index] - earlier);
        }
        return samples.withCompositionOffsets(offsets);
    }
}
