package dev.cliprange.source.frames;

import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.TimePoint;

/**
 * The frame boundaries of a source with a constant frame rate. There are {@code frames + 1} boundaries; the last one is
 * the end of the source.
 */
public record FrameGrid(FrameRate rate, long frames, long durationUs) implements FrameTimes {

    @Override
    public long boundaryUs(TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> {
                if (us < 0 || us > durationUs) {
                    throw FrameTimes.outside(us, durationUs);
                }
                yield boundaryUs(rate.nearestFrame(us));
            }
            case TimePoint.AtFrame(long number) -> {
                if (number < 0 || number > frames) {
                    throw FrameTimes.outsideFrames(number, frames);
                }
                yield boundaryUs(number);
            }
        };
    }

    @Override
    public long frameAt(long boundaryUs) {
        return boundaryUs >= durationUs ? frames : Math.min(frames, rate.nearestFrame(boundaryUs));
    }

    private long boundaryUs(long frame) {
        return frame >= frames ? durationUs : Math.min(durationUs, rate.frameUs(frame));
    }
}
