package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import java.util.List;

/**
 * Aligns decode times of video with several edits. FFmpeg decodes the first shown sample of each edit at the start of
 * the edit, and then moves all edits by the delay that the first one needs. Therefore every edit gets the same distance
 * between the decode time of its first shown sample and its start.
 */
final class EditStarts {

    private EditStarts() {}

    /**
     * An edit.
     *
     * @param first the index of the sample that is shown first
     * @param last the index of the last sample
     * @param fromTicks the start of the edit in presentation time of the samples
     */
    record Start(int first, int last, long fromTicks) {}

    /**
     * Returns the same samples with the same presentation times. If there is not enough room, decode times do not
     * change.
     */
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
        // Samples that are only decoded for the edit move closer together.
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
