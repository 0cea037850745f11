package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Seconds;

/** Where the frames of a source lie: what a range's ends snap to. */
public interface FrameTimes {

    /**
     * The frame boundary nearest to a point, in microseconds from 0 to the source's duration.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE if the point is before the first boundary or behind the last
     */
    long boundaryUs(TimePoint point);

    /** The number of the frame that starts at a boundary; the number of frames for the source's end. */
    long frameAt(long boundaryUs);

    static FailureException outside(long us, long durationUs) {
        return new FailureException(
                Failure.RANGE_OUTSIDE_SOURCE,
                Seconds.of(us).toPlainString() + " s lies outside the source, which goes from 0 to "
                        + Seconds.of(durationUs).toPlainString() + " s.");
    }

    static FailureException outsideFrames(long number, long frames) {
        return new FailureException(
                Failure.RANGE_OUTSIDE_SOURCE,
                "Frame " + number + " lies outside the source, which has " + frames + " of them.");
    }
}
