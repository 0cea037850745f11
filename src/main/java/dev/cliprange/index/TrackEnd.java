package dev.cliprange.index;

import dev.cliprange.mp4.PresentationWindow;

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

    long ticks() {
        return Math.min(lastTicks + lastDurationTicks, window.endTicks());
    }

    /** As {@link #ticks()}, but a last frame that lost less than half to the movie timescale's rounding is whole. */
    long wholeFrameTicks() {
        long end = lastTicks + lastDurationTicks;
        return end - ticks() <= lastDurationTicks / 2 ? end : ticks();
    }
}
