package dev.cliprange.slice.sequence;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * When each clip begins in a sequence. A clip lasts as long as its frames, so that the frames of all clips follow each
 * other without a gap. Without video, or where the video does not fill a clip, it lasts as long as its range.
 */
final class SequenceTimeline {

    /** A difference that comes from rounding to microseconds. */
    private static final long ROUNDING_US = 3;

    private final Timescale video;
    private final long[] starts;

    private SequenceTimeline(Timescale video, long[] starts) {
        this.video = video;
        this.starts = starts;
    }

    /** @param frames the video of each clip */
    static SequenceTimeline of(Timescale video, List<SequenceMember> members, List<Optional<MemberTimes>> frames) {
        var starts = new long[members.size() + 1];
        long us = 0;
        long extra = 0;
        for (int k = 0; k < members.size(); k++) {
            long fromUs = us;
            us = Math.addExact(us, members.get(k).durationUs());
            long range = ticks(video, us) - ticks(video, fromUs);
            long shown = frames.get(k).map(MemberTimes::endTicks).orElse(range);
            boolean fills = Math.abs(shown - range) <= video.toTicksCeiling(ROUNDING_US) + 1;
            extra += fills ? shown - range : Math.max(0, shown - range);
            starts[k + 1] = ticks(video, us) + extra;
        }
        return new SequenceTimeline(video, starts);
    }

    private static long ticks(Timescale video, long us) {
        return video.toTicks(us, RoundingMode.HALF_UP);
    }

    /** The timescale of the joined video. */
    Timescale video() {
        return video;
    }

    /** The number of clips. */
    int clips() {
        return starts.length - 1;
    }

    long durationTicks(int clip) {
        return starts[clip + 1] - starts[clip];
    }

    /** Returns the start of a clip, or the end of the sequence, in another timescale. */
    long startTicks(int clip, Timescale timescale) {
        return timescale.fromTicks(starts[clip], video, RoundingMode.HALF_UP);
    }

    long startUs(int clip) {
        return video.toUs(starts[clip]);
    }
}
