package dev.cliprange.packaging.playlist;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;

/**
 * All segments of one track, in order and without a gap.
 *
 * @param timescale of the ticks of all segments
 * @param segments at least one; each begins where the one before it ends
 */
public record SegmentList(Timescale timescale, List<MediaSegment> segments) {

    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    /** @throws IllegalArgumentException if there is no segment, or there is a gap or an overlap */
    public SegmentList {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("segments: none (expected: at least 1)");
        }
        for (int i = 1; i < segments.size(); i++) {
            long expected = segments.get(i - 1).endTicks();
            if (segments.get(i).startTicks() != expected) {
                throw new IllegalArgumentException("segment " + i + ": starts at "
                        + segments.get(i).startTicks() + " (expected: " + expected + ", the end of the one before it)");
            }
        }
    }

    /** The earliest presentation time of the track. */
    public long startTicks() {
        return segments.getFirst().startTicks();
    }

    /** The first tick after the last segment. */
    public long endTicks() {
        return segments.getLast().endTicks();
    }

    public long durationTicks() {
        return endTicks() - startTicks();
    }

    /** The duration of the track in microseconds, rounded. All segments' durations together are exactly this. */
    public long durationUs() {
        return positionUs(endTicks());
    }

    /**
     * Returns the duration of a segment in microseconds. It is the difference of the rounded positions of its ends in
     * the track, so that sums do not drift.
     */
    public long durationUs(MediaSegment segment) {
        return positionUs(segment.endTicks()) - positionUs(segment.startTicks());
    }

    /** The sum of all sizes. */
    public long sizeBytes() {
        return segments.stream().mapToLong(MediaSegment::sizeBytes).reduce(0, Math::addExact);
    }

    private long positionUs(long ticks) {
        return Timescale.rescale(
                ticks - startTicks(), MICROSECONDS_PER_SECOND, timescale.ticksPerSecond(), RoundingMode.HALF_UP);
    }
}
