package dev.cliprange.slice.sequence;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.ClipTrack.Edit;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins the video of several clips into one track. */
final class JoinedVideo {

    private final SequenceTimeline timeline;
    private final SampleList samples = new SampleList();
    private final List<Edit> edits = new ArrayList<>();
    private final long leadTicks;
    private long emptyTicks;
    private long decodeEnd;
    private long highestShown = Long.MIN_VALUE;

    private JoinedVideo(SequenceTimeline timeline, long leadTicks) {
        this.timeline = timeline;
        this.leadTicks = leadTicks;
    }

    /**
     * Joins the tracks.
     *
     * @param tracks one for each clip, in the timescale of the timeline; empty if the clip shows nothing
     * @param bases the distance of each clip's media from the first byte of the file's media
     */
    static ClipTrack of(
            SequenceTimeline timeline, List<Optional<MemberTimes>> tracks, long[] bases, List<SampleEntry> entries) {
        long lead = tracks.stream()
                .flatMap(Optional::stream)
                .mapToLong(MemberTimes::leadTicks)
                .max()
                .orElse(0);
        var joined = new JoinedVideo(timeline, lead);
        for (int k = 0; k < tracks.size(); k++) {
            joined.add(k, tracks.get(k), bases[k]);
        }
        ClipTrack first = tracks.stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow()
                .track();
        return joined.track(first, entries);
    }

    private void add(int clip, Optional<MemberTimes> video, long baseBytes) {
        if (video.isEmpty()) {
            hold(timeline.durationTicks(clip));
            return;
        }
        MemberTimes times = video.get();
        hold(times.emptyTicks());
        long later = leadTicks - times.leadTicks();
        long base = start(times, later);
        samples.run(times.track().samples());
        for (int i = 0; i < times.count(); i++) {
            samples.add(
                    baseBytes + times.track().samples().offsetBytes(i),
                    times.track().samples().sizeBytes(i),
                    base + times.decodeTicks(i),
                    base + times.shownTicks(i) + later);
        }
        decodeEnd = base + times.decodeTicks(times.count());
        highestShown = base + times.highestShownTicks() + later;
        for (Edit edit : times.edits()) {
            show(new Edit(base + later + edit.mediaTicks(), edit.shownTicks()));
        }
        hold(timeline.durationTicks(clip) - times.endTicks());
    }

    /** Returns when the first sample of a clip is decoded: no frame of it is shown before the end of the last edit. */
    private long start(MemberTimes times, long later) {
        if (edits.isEmpty()) {
            return 0;
        }
        Edit last = edits.getLast();
        long after = Math.max(highestShown + 1, last.mediaTicks() + last.shownTicks());
        return Math.max(decodeEnd, after - times.lowestShownTicks() - later);
    }

    private void show(Edit edit) {
        if (!edits.isEmpty() && edits.getLast().isContinuedBy(edit)) {
            Edit before = edits.removeLast();
            edits.add(new Edit(before.mediaTicks(), before.shownTicks() + edit.shownTicks()));
        } else {
            edits.add(edit);
        }
    }

    /** Shows nothing, or the last frame for longer. */
    private void hold(long ticks) {
        if (ticks <= 0) {
            return;
        }
        if (edits.isEmpty()) {
            emptyTicks += ticks;
        } else {
            Edit last = edits.removeLast();
            edits.add(new Edit(last.mediaTicks(), last.shownTicks() + ticks));
        }
    }

    private ClipTrack track(ClipTrack first, List<SampleEntry> entries) {
        Edit last = edits.getLast();
        long end = Math.max(decodeEnd, last.mediaTicks() + last.shownTicks() - leadTicks);
        var all = samples.toSamples(end);
        // Without their edit lists, the tracks of a precise clip begin together, see slice.precise.
        int raised = Math.max(ClipTrack.raised(all), raised(first));
        TrackDescription description = first.description().joined(entries, timeline.video(), true);
        return new ClipTrack(
                description,
                all,
                emptyTicks,
                edits.stream()
                        .map(edit -> new Edit(edit.mediaTicks() + raised, edit.shownTicks()))
                        .toList(),
                raised);
    }

    private int raised(ClipTrack first) {
        return Math.toIntExact(timeline.video()
                .fromTicks(first.raisedTicks(), first.description().timescale(), RoundingMode.HALF_UP));
    }
}
