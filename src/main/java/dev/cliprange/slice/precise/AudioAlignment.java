package dev.cliprange.slice.precise;

import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.timeline.TimeRange;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Places audio so that it fits the video with edit lists and without. A decoder needs packets before the first one heard, and
 * without an edit list these are heard first: so the video's composition times are raised by just as much.
 */
final class AudioAlignment {

    /** More would be a silent wait for a player that ignores edit lists. */
    private static final long MAX_LEAD_US = 250_000;

    private final TimeRange range;
    private final long movedBytes;
    private final long reorderUs;
    private final List<Selected> selected = new ArrayList<>();

    /**
     * @param movedBytes what lies before the source's first byte
     * @param reorderUs the least that the video is raised by
     */
    AudioAlignment(TimeRange range, long movedBytes, long reorderUs) {
        this.range = range;
        this.movedBytes = movedBytes;
        this.reorderUs = reorderUs;
    }

    /** @param samples all there are around the range */
    private record Selected(ClipTrack track, TrackSamples samples) {}

    /** The part of an audio track in the range, if there is any, from the time before it that the video begins at too. */
    void add(TrackDescription description, TrackSamples samples) {
        ClipTrack.select(description, samples, range)
                .map(track -> new Selected(early(track, samples, reorderUs), samples))
                .ifPresent(selected::add);
    }

    /** How long before the range the track begins that needs the most before it. */
    long leadUs() {
        return selected.stream()
                .filter(it -> it.track.emptyTicks() == 0)
                .mapToLong(it -> leadUs(it.track))
                .filter(lead -> lead <= MAX_LEAD_US)
                .max()
                .orElse(0);
    }

    /** All tracks; none begins more than one of its packets before {@link #leadUs()}. */
    List<ClipTrack> tracks() {
        long lead = leadUs();
        return selected.stream()
                .map(it -> leadUs(it.track) < lead ? early(it.track, it.samples, lead) : it.track)
                .map(this::moved)
                .toList();
    }

    private ClipTrack moved(ClipTrack track) {
        return new ClipTrack(
                track.description(),
                track.samples().movedBy(movedBytes),
                track.emptyTicks(),
                track.edits(),
                track.raisedTicks());
    }

    /** With more packets before the first one, so that it begins by so much before the range. */
    private ClipTrack early(ClipTrack track, TrackSamples samples, long byUs) {
        if (track.emptyTicks() > 0) {
            return track;
        }
        TrackDescription description = track.description();
        long originTicks = description.timescale().toTicksCeiling(range.startUs());
        long wanted = originTicks - description.timescale().toTicks(Math.min(byUs, MAX_LEAD_US), RoundingMode.FLOOR);
        int start = Math.toIntExact(track.samples().firstNumber() - samples.firstNumber());
        if (track.samples().decodeTicks(0) != samples.decodeTicks(start)) {
            // A gap in the sound was taken out of its pre-roll: what lies before the gap would come too late.
            return track;
        }
        int earlier = start;
        while (earlier > 0 && samples.presentationTicks(earlier) > wanted) {
            earlier--;
        }
        TrackSamples kept = samples.part(earlier, start).followedBy(track.samples());
        int raised = ClipTrack.raised(kept);
        long added = samples.decodeTicks(start) - samples.decodeTicks(earlier);
        return new ClipTrack(
                description,
                kept,
                track.emptyTicks(),
                track.edits().stream()
                        .map(edit -> new ClipTrack.Edit(
                                edit.mediaTicks() + added + raised - track.raisedTicks(), edit.shownTicks()))
                        .toList(),
                raised);
    }

    private long leadUs(ClipTrack track) {
        long firstUs = track.description().timescale().toUs(track.samples().presentationTicks(0));
        return Math.max(0, range.startUs() - firstUs);
    }
}
