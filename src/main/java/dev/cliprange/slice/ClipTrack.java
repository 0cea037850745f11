package dev.cliprange.slice;

import dev.cliprange.codec.CodecList;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * A track of a clip. Times are in ticks of the media timescale.
 *
 * @param samples exactly the kept samples; see {@link TrailingSamples} for those shown after the end
 * @param emptyTicks from the clip's start to the first shown or heard sample
 * @param edits what is shown or heard after that, in order; at least one
 * @param raisedTicks added to every composition offset so that none is negative
 */
public record ClipTrack(
        TrackDescription description, TrackSamples samples, long emptyTicks, List<Edit> edits, int raisedTicks) {

    /**
     * An edit: a section of media that plays.
     *
     * @param mediaTicks the composition time that is shown first, including {@code raisedTicks}, relative to the decode
     *     time of the first kept sample
     * @param shownTicks the duration that is shown or heard
     */
    public record Edit(long mediaTicks, long shownTicks) {

        /** Whether the next edit continues where this one ends. */
        public boolean isContinuedBy(Edit next) {
            return next.mediaTicks == mediaTicks + shownTicks;
        }
    }

    public ClipTrack {
        edits = List.copyOf(edits);
    }

    /** Creates a track with one edit. */
    public ClipTrack(
            TrackDescription description,
            TrackSamples samples,
            long emptyTicks,
            long mediaTicks,
            long shownTicks,
            int raisedTicks) {
        this(description, samples, emptyTicks, List.of(new Edit(mediaTicks, shownTicks)), raisedTicks);
    }

    /** Returns this track with other samples, which have the same times. */
    public ClipTrack withSamples(TrackSamples others) {
        return new ClipTrack(description, others, emptyTicks, edits, raisedTicks);
    }

    /** Selects the part of a track in a range. Returns empty if the track has nothing there. */
    public static Optional<ClipTrack> select(TrackDescription description, TrackSamples samples, TimeRange range) {
        AudioPacketDurations durations = AudioPacketDurations.of(description, samples);
        List<ClipPart> parts = new ClipPartSearch(description, samples, durations, range).parts();
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        long originTicks = description.timescale().toTicksCeiling(range.startUs());
        ClipPart first = parts.getFirst();
        boolean atStart = description.timescale().toUs(first.movieTicks(first.firstTicks())) <= range.startUs();
        JoinedParts joined = JoinedParts.of(durations, samples, parts);
        TrackSamples kept = joined.samples();
        if (description.kind() == TrackKind.VIDEO) {
            kept = LongFrames.cut(description, samples, parts, joined, range);
        }
        if (description.kind() == TrackKind.VIDEO && joined.edits(0).size() > 1) {
            kept = EditStarts.align(kept, joined.starts());
        }
        kept = TrailingSamples.clampTo(kept, joined.endTicks());
        int raised = raised(kept);
        long zeroTicks = kept.decodeTicks(0) + description.window().shiftTicks();
        return Optional.of(new ClipTrack(
                description,
                kept,
                atStart ? 0 : first.movieTicks(first.fromTicks()) - originTicks,
                joined.edits(raised - zeroTicks),
                raised));
    }

    /** Returns the codecs of a file with these tracks. */
    public static CodecList codecs(List<ClipTrack> tracks) {
        return TrackDescription.codecs(
                tracks.stream().map(ClipTrack::description).toList());
    }

    public static int raised(TrackSamples samples) {
        int lowest = 0;
        for (int i = 0; i < samples.count(); i++) {
            lowest = Math.min(lowest, samples.compositionOffsetTicks(i));
        }
        return Math.negateExact(lowest);
    }

    /** The first composition time that is shown or heard; see {@link Edit}. */
    long mediaTicks() {
        return edits.getFirst().mediaTicks();
    }

    /** The time from the clip's start to the end of the last edit. */
    public long durationTicks() {
        return emptyTicks + edits.stream().mapToLong(Edit::shownTicks).sum();
    }

    /** The duration of all kept samples together. */
    long mediaDurationTicks() {
        return samples.decodeTicks(samples.count()) - samples.decodeTicks(0);
    }

    /** The number of file samples in an entry of {@link #samples}: the frames of a PCM block, otherwise 1. */
    public int fileSamples(int index) {
        return description.frameBytes() > 0 ? samples.sizeBytes(index) / description.frameBytes() : 1;
    }
}
