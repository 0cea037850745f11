package dev.cliprange.index;

import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.Timescale;

/** Statistics of the shown frames, which are added in decode order. */
final class FrameStatistics {

    private final Timescale timescale;
    private long frames;
    private long firstTicks = Long.MAX_VALUE;
    private long lastTicks = Long.MIN_VALUE;
    private long durationTicks;
    private long lastDurationTicks;
    private boolean onGrid = true;
    private long gridTicks;
    private long lastSyncTicks = Long.MIN_VALUE;
    private long maxSyncIntervalTicks;

    FrameStatistics(Timescale timescale) {
        this.timescale = timescale;
    }

    void add(long ticks, long duration, boolean sync) {
        if (frames == 0) {
            gridTicks = ticks;
        }
        // The duration of the last sample is often wrong, so it counts only if another sample follows.
        if (frames == 1) {
            durationTicks = lastDurationTicks;
        }
        onGrid &= frames == 0 || lastDurationTicks == durationTicks;
        onGrid &= frames == 0 || (durationTicks > 0 && (ticks - gridTicks) % durationTicks == 0);
        lastDurationTicks = duration;
        firstTicks = Math.min(firstTicks, ticks);
        lastTicks = Math.max(lastTicks, ticks);
        frames++;
        if (sync) {
            long since = lastSyncTicks == Long.MIN_VALUE ? 0 : ticks - lastSyncTicks;
            maxSyncIntervalTicks = Math.max(maxSyncIntervalTicks, since);
            lastSyncTicks = ticks;
        }
    }

    /** Adds the duration of a sample that is not a frame to the frame before it. */
    void addTime(long duration) {
        lastDurationTicks += duration;
    }

    long frames() {
        return frames;
    }

    /** Whether the frames have a constant distance without gaps. */
    boolean constant() {
        long each = frameTicks();
        return frames > 0 && onGrid && each > 0 && lastTicks - firstTicks == (frames - 1) * each;
    }

    private long frameTicks() {
        return frames == 1 ? lastDurationTicks : durationTicks;
    }

    /** Returns the exact frame rate if {@link #constant()}. Otherwise returns the average up to the end. */
    FrameRate frameRate(long endTicks) {
        if (constant()) {
            return new FrameRate(timescale.ticksPerSecond(), frameTicks());
        }
        return new FrameRate(
                Math.multiplyExact(Math.max(frames, 1), timescale.ticksPerSecond()),
                Math.max(endTicks - Math.min(firstTicks, endTicks), 1));
    }

    long maxSyncIntervalUs(long endTicks) {
        long since = lastSyncTicks == Long.MIN_VALUE ? endTicks - firstTicks : endTicks - lastSyncTicks;
        return timescale.toUs(Math.max(maxSyncIntervalTicks, Math.max(since, 0)));
    }
}
