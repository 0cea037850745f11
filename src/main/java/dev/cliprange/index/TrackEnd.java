package dev.cliprange.index;

import dev.cliprange.movie.PresentationWindow;
import java.util.List;

/** Where a track's presentation ends: with its last shown sample, or where the edit list cuts that one short. */
final class TrackEnd {

    private final PresentationWindow window;
    private long lastTicks;
    private long lastDurationTicks;

    TrackEnd(PresentationWindow window) {
        this.window = window;
    }

    void add(long ticks, long durationTicks) {
        if (ticks < window.endTicks() && ticks + durationTicks > lastTicks + lastDurationTicks) {
            lastTicks = ticks;
            lastDurationTicks = durationTicks;
        }
    }

    /** On the movie's timeline. */
    long ticks() {
        return cut() + delayTicks();
    }

    /**
     * As {@link #ticks()}, but a last frame that lost less than half to the movie timescale's rounding is whole. Of several
     * parts, the last one is cut on purpose.
     */
    long wholeFrameTicks() {
        if (window.parts().size() > 1) {
            return ticks();
        }
        long end = lastTicks + lastDurationTicks;
        return (end - cut() <= lastDurationTicks / 2 ? end : cut()) + delayTicks();
    }

    /** The end of the track in track time. */
    private long cut() {
        return Math.min(lastTicks + lastDurationTicks, lastPart().endTicks());
    }

    private long delayTicks() {
        return lastPart().delayTicks();
    }

    /** The last part that shows something. */
    private PresentationWindow.Part lastPart() {
        List<PresentationWindow.Part> parts = window.parts();
        int last = parts.size() - 1;
        while (last > 0 && parts.get(last).startTicks() >= lastTicks + lastDurationTicks) {
            last--;
        }
        return parts.get(last);
    }
}
