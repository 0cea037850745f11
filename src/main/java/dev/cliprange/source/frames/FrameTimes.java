package dev.cliprange.source.frames;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Seconds;

/** The frame boundaries of a source. The ends of a range snap to them. */
public interface FrameTimes {

    /**
     * The frame boundary nearest to a point, in microseconds from 0 to the source's duration.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE if the point is outside the source
     */
    long boundaryUs(TimePoint point);

    /** The number of the frame that starts at a boundary; the number of frames for the source's end. */
    long frameAt(long boundaryUs);

    /** The failure for a time outside the source. */
    static FailureException outside(long us, long durationUs) {
        return new FailureException(
                        Failure.RANGE_OUTSIDE_SOURCE,
                        Seconds.of(us).toPlainString() + " s is outside the source, which ends at "
                                + Seconds.of(durationUs).toPlainString() + " s.")
                .causedBy(new TimePoint.AtTime(us));
    }

    /** The failure for a frame number outside the source. */
    static FailureException outsideFrames(long number, long frames) {
        return new FailureException(
                        Failure.RANGE_OUTSIDE_SOURCE,
                        "Frame " + number + " is outside the source, which has " + frames + " frames.")
                .causedBy(new TimePoint.AtFrame(number));
    }
}
