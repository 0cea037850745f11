package dev.cliprange.index;

import dev.cliprange.movie.PresentationWindow;
import java.util.List;

/**
 * The end of a track's presentation: the end of its last shown sample, or the end of the edit list if that is earlier.
 */
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

    /** The end on the movie's timeline. */
    long ticks() {
        return cut() + delayTicks();
    }

    /**
     * Same as {@link #ticks()}, but a last frame that lost less than half to rounding in the movie timescale is
     * complete. If the edit list has several parts, the end of the last one is intentional.
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

    /** The last part that shows a sample. */
    private PresentationWindow.Part lastPart() {
        List<PresentationWindow.Part> parts = window.parts();
        int last = parts.size() - 1;
        while (last > 0 && parts.get(last).startTicks() >= lastTicks + lastDurationTicks) {
            last--;
        }
        return parts.get(last);
    }
}
