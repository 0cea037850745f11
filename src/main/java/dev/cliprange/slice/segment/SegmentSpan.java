package dev.cliprange.slice.segment;

import dev.cliprange.timeline.ByteSpan;
import java.util.Optional;

/**
 * A segment of a track. Times are in ticks of the track; the start names the segment.
 *
 * @param startTicks the presentation time of the first sample, and its decode time
 * @param endTicks where the next segment begins
 * @param firstNumber the first copied sample
 * @param endNumber the number after the last copied sample; equal to {@code firstNumber} if none is copied
 * @param lengthBytes its size; estimated for a segment with encoded frames or silent packets
 * @param encoded whether some of its frames are encoded
 * @param silentPackets the number of silent packets, for audio
 * @param picture the bytes of the segment that show its first picture, from the {@code moof} to the end of the first
 *     sample; empty for audio, and if the first frame is encoded
 */
public record SegmentSpan(
        long startTicks,
        long endTicks,
        long firstNumber,
        long endNumber,
        long lengthBytes,
        boolean encoded,
        int silentPackets,
        Optional<ByteSpan> picture) {

    /** @throws IllegalArgumentException if it has no duration, or begins before 0 */
    public SegmentSpan {
        if (startTicks < 0 || endTicks <= startTicks || endNumber < firstNumber) {
            throw new IllegalArgumentException(
                    "segment: ticks " + startTicks + ".." + endTicks + ", samples " + firstNumber + ".." + endNumber);
        }
    }

    SegmentSpan with(long sizeBytes, Optional<ByteSpan> found) {
        return new SegmentSpan(startTicks, endTicks, firstNumber, endNumber, sizeBytes, encoded, silentPackets, found);
    }

    public long durationTicks() {
        return endTicks - startTicks;
    }
}
