package dev.cliprange.packaging.playlist;

import dev.cliprange.timeline.ByteSpan;
import org.jspecify.annotations.Nullable;

/**
 * One CMAF segment of a track.
 *
 * @param startTicks the earliest presentation time of its samples, in the track's timescale and on the source's
 *     timeline. It is the {@code t} of DASH, and part of the segment's URI
 * @param durationTicks up to the earliest presentation time of the next segment, at least 1
 * @param sizeBytes all bytes of the response, at least 1. For a segment that is not made yet, an upper bound
 * @param syncSample the bytes of the segment that show its first picture: from the {@code moof} box to the end of its
 *     first sample; null if they are not known, or for audio
 */
public record MediaSegment(
        long startTicks,
        long durationTicks,
        long sizeBytes,
        @Nullable ByteSpan syncSample) {

    /** @throws IllegalArgumentException if a value is out of its range, or the span is outside the segment */
    public MediaSegment {
        if (startTicks < 0 || durationTicks < 1 || sizeBytes < 1) {
            throw new IllegalArgumentException("segment: start " + startTicks + ", duration " + durationTicks
                    + ", size " + sizeBytes + " (expected: >= 0, >= 1, >= 1)");
        }
        if (syncSample != null && syncSample.endBytes() > sizeBytes) {
            throw new IllegalArgumentException(
                    "syncSample: " + syncSample + " (expected: inside " + sizeBytes + " bytes)");
        }
        Math.addExact(startTicks, durationTicks);
    }

    /** A segment without a picture. */
    public MediaSegment(long startTicks, long durationTicks, long sizeBytes) {
        this(startTicks, durationTicks, sizeBytes, null);
    }

    /** The first tick after the segment. */
    public long endTicks() {
        return startTicks + durationTicks;
    }
}
