package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import java.util.List;

/**
 * Decode times for video of several edits. FFmpeg decodes the first shown sample of each edit when the edit starts, and then moves
 * all edits by what the first one needs. So a sample is decoded as long before the start of its edit in all of them.
 */
final class EditStarts {

    private EditStarts() {}

    /**
     * An edit.
     *
     * @param first the index of the sample that is shown and decoded first
     * @param last the index of the last one
     * @param fromTicks when the edit begins, in the samples' presentation time
     */
    record Start(int first, int last, long fromTicks) {}

    /** The same samples, presented at the same times. Where there is no room for it, decode times stay. */
    static TrackSamples align(TrackSamples samples, List<Start> edits) {
        TrackSamples aligned = samples;
        for (int k = 1; k < edits.size(); k++) {
            long later = leadTicks(aligned, edits.get(k)) - leadTicks(aligned, edits.getFirst());
            aligned = move(aligned, edits.get(k).first(), edits.get(k - 1).last(), later);
        }
        return aligned;
    }

    private static long leadTicks(TrackSamples samples, Start edit) {
        return edit.fromTicks() - samples.decodeTicks(edit.first());
    }

    private static TrackSamples move(TrackSamples samples, int from, int before, long later) {
        var decode = new long[samples.count() + 1];
        for (int i = 0; i <= samples.count(); i++) {
            decode[i] = samples.decodeTicks(i) + (i >= from ? later : 0);
        }
        // What is decoded only for the edit comes closer together.
        int i = from - 1;
        while (i > before && decode[i] >= decode[i + 1]) {
            decode[i] = decode[i + 1] - 1;
            i--;
        }
        if (i >= 0 && decode[i] >= decode[i + 1]) {
            return samples;
        }
        var composition = new int[samples.count()];
        for (int sample = 0; sample < composition.length; sample++) {
            composition[sample] = Math.toIntExact(
                    samples.compositionOffsetTicks(sample) + samples.decodeTicks(sample) - decode[sample]);
        }
        return samples.withDecodeTicks(decode).withCompositionOffsets(composition);
    }
}
