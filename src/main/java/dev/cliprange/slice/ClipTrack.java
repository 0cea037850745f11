package dev.cliprange.slice;

import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.mp4.TrackKind;
import dev.cliprange.timeline.TimeRange;
import java.util.Optional;

/**
 * What a clip has of one track. Ticks are the media timescale's.
 *
 * @param samples those that are kept, and no others; late ones as {@link LateSamples} says
 * @param emptyTicks from the clip's start to the first that is shown or heard
 * @param mediaTicks the composition time that is shown first, counted from the first kept sample's decode time, with
 *     {@code raisedTicks}
 * @param shownTicks what is shown or heard
 * @param raisedTicks added to every composition offset so that none is negative
 */
record ClipTrack(
        TrackDescription description,
        TrackSamples samples,
        long emptyTicks,
        long mediaTicks,
        long shownTicks,
        int raisedTicks) {

    /** The part of a track that lies in a range; empty when nothing of it does. */
    static Optional<ClipTrack> select(TrackDescription description, TrackSamples samples, TimeRange range) {
        long originTicks = description.timescale().toTicksCeiling(range.startUs());
        long fromTicks = Math.max(originTicks, description.window().startTicks());
        long toTicks = Math.min(description.timescale().toTicksCeiling(range.endUs()), description.endTicks());
        boolean audio = description.kind() == TrackKind.AUDIO;
        PacketSound sound = PacketSound.of(description, samples);
        int first = -1;
        int last = -1;
        int shown = -1;
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            long endTicks = audio ? ticks + sound.ticks(i) : ticks + 1;
            if (endTicks <= fromTicks
                    || ticks >= Math.min(toTicks, description.window().endTicks())) {
                continue;
            }
            first = first < 0 ? i : first;
            last = i;
            shown = shown < 0 || ticks < samples.presentationTicks(shown) ? i : shown;
        }
        if (first < 0) {
            return Optional.empty();
        }
        long firstTicks = samples.presentationTicks(shown);
        boolean atStart = description.timescale().toUs(firstTicks) <= range.startUs();
        long shownFromTicks = Math.max(fromTicks, firstTicks);
        int start = description.decodingStart(samples, first, shown);
        TrackSamples kept =
                LateSamples.atTheEnd(sound.withoutGaps(samples.part(start, last + 1), first - start), toTicks);
        int raised = raised(kept);
        long zeroTicks = kept.decodeTicks(0) + description.window().shiftTicks();
        return Optional.of(new ClipTrack(
                description,
                kept,
                atStart ? 0 : shownFromTicks - originTicks,
                shownFromTicks - zeroTicks + raised,
                toTicks - shownFromTicks,
                raised));
    }

    static int raised(TrackSamples samples) {
        int lowest = 0;
        for (int i = 0; i < samples.count(); i++) {
            lowest = Math.min(lowest, samples.compositionOffsetTicks(i));
        }
        return Math.negateExact(lowest);
    }

    /** Of all kept samples together. */
    long mediaDurationTicks() {
        return samples.decodeTicks(samples.count()) - samples.decodeTicks(0);
    }

    /** How many samples of the file an entry of {@link #samples} is: the frames of a PCM block, else 1. */
    int fileSamples(int index) {
        return description.frameBytes() > 0 ? samples.sizeBytes(index) / description.frameBytes() : 1;
    }
}
