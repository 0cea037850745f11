package dev.cliprange.slice.precise;

import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.timeline.TimeRange;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Aligns audio with the video, both with and without edit lists. A decoder needs packets before the first one that is
 * heard. Without an edit list they are heard first, so the composition times of the video are raised by the same time.
 */
final class AudioAlignment {

    /** A larger lead would be a long silence in players that ignore edit lists. */
    private static final long MAX_LEAD_US = 250_000;

    private final TimeRange range;
    private final long movedBytes;
    private final long reorderUs;
    private final List<Selected> selected = new ArrayList<>();

    /**
     * Creates an alignment without tracks.
     *
     * @param movedBytes the number of bytes before the source's first byte
     * @param reorderUs the least time by which the video is raised
     */
    AudioAlignment(TimeRange range, long movedBytes, long reorderUs) {
        this.range = range;
        this.movedBytes = movedBytes;
        this.reorderUs = reorderUs;
    }

    /** @param samples all samples around the range */
    private record Selected(ClipTrack track, TrackSamples samples) {}

    /**
     * Adds the part of an audio track in the range, if there is one. It begins before the range, at the same time as
     * the video.
     */
    void add(TrackDescription description, TrackSamples samples) {
        ClipTrack.select(description, samples, range)
                .map(track -> new Selected(early(track, samples, reorderUs), samples))
                .ifPresent(selected::add);
    }

    /** The lead of the track that needs the longest one before the range. */
    long leadUs() {
        return selected.stream()
                .filter(it -> it.track.emptyTicks() == 0)
                .mapToLong(it -> leadUs(it.track))
                .filter(lead -> lead <= MAX_LEAD_US)
                .max()
                .orElse(0);
    }

    /** Returns all tracks. Each begins at most one of its packets before {@link #leadUs()}. */
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

    /** Adds packets before the first one, so that the track begins this long before the range. */
    private ClipTrack early(ClipTrack track, TrackSamples samples, long byUs) {
        if (track.emptyTicks() > 0) {
            return track;
        }
        TrackDescription description = track.description();
        long originTicks = description.timescale().toTicksCeiling(range.startUs());
        long wanted = originTicks - description.timescale().toTicks(Math.min(byUs, MAX_LEAD_US), RoundingMode.FLOOR);
        int start = Math.toIntExact(track.samples().firstNumber() - samples.firstNumber());
        if (track.samples().decodeTicks(0) != samples.decodeTicks(start)) {
            // A gap was removed from the pre-roll, so packets before the gap would be too late.
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
