package dev.cliprange.slice.sequence;

import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.ClipTrack.Edit;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The times of a clip's track in the timescale of the joined track. Media times begin at the decode time of the first
 * sample, and are not raised. Every time is rounded on its own, so that rounding never accumulates.
 */
final class MemberTimes {

    private final ClipTrack track;
    private final Timescale from;
    private final Timescale joined;

    MemberTimes(ClipTrack track, Timescale joined) {
        this.track = track;
        this.from = track.description().timescale();
        this.joined = joined;
    }

    ClipTrack track() {
        return track;
    }

    int count() {
        return track.samples().count();
    }

    /** The decode time of a sample. For {@link #count()}, the end of the last sample. */
    long decodeTicks(int sample) {
        return scaled(track.samples().decodeTicks(sample) - track.samples().decodeTicks(0));
    }

    /** The composition time of a sample. */
    long shownTicks(int sample) {
        return scaled(track.samples().decodeTicks(sample)
                - track.samples().decodeTicks(0)
                + track.samples().compositionOffsetTicks(sample));
    }

    long durationTicks(int sample) {
        return decodeTicks(sample + 1) - decodeTicks(sample);
    }

    /** The time from the start of the clip to its first edit. */
    long emptyTicks() {
        return scaled(track.emptyTicks());
    }

    /** The time from the start of the clip to the end of its last edit. */
    long endTicks() {
        return scaled(track.durationTicks());
    }

    List<Edit> edits() {
        var edits = new ArrayList<Edit>();
        long start = track.emptyTicks();
        for (Edit edit : track.edits()) {
            long end = start + edit.shownTicks();
            edits.add(new Edit(scaled(edit.mediaTicks() - track.raisedTicks()), scaled(end) - scaled(start)));
            start = end;
        }
        return edits;
    }

    /** The time from decoding the first sample that the first edit shows, to the start of that edit. */
    long leadTicks() {
        Edit first = edits().getFirst();
        for (int i = 0; i < count(); i++) {
            long shown = shownTicks(i);
            if (shown >= first.mediaTicks() && shown < first.mediaTicks() + first.shownTicks()) {
                return first.mediaTicks() - decodeTicks(i);
            }
        }
        return 0;
    }

    long lowestShownTicks() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < count(); i++) {
            lowest = Math.min(lowest, shownTicks(i));
        }
        return lowest;
    }

    long highestShownTicks() {
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < count(); i++) {
            highest = Math.max(highest, shownTicks(i));
        }
        return highest;
    }

    private long scaled(long ticks) {
        return from.equals(joined) ? ticks : joined.fromTicks(ticks, from, RoundingMode.HALF_UP);
    }
}
