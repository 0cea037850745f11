package dev.cliprange.source.frames;

import dev.cliprange.timeline.TimePoint;

/** A source without video and without an index. Each microsecond is a boundary. */
public record MicrosecondTimes(long durationUs) implements FrameTimes {

    @Override
    public long boundaryUs(TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> {
                if (us < 0 || us > durationUs) {
                    throw FrameTimes.outside(us, durationUs);
                }
                yield us;
            }
            case TimePoint.AtFrame(long number) ->
                throw new IllegalStateException("frame: " + number + " (expected: a time, without video)");
        };
    }

    @Override
    public long frameAt(long boundaryUs) {
        throw new IllegalStateException("frameAt: no frames without video");
    }
}
