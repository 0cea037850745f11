package dev.cliprange.slice.segment;

/**
 * A segment of a track. Times are in ticks of the track; the start names the segment.
 *
 * @param startTicks the presentation time of the first sample, and its decode time
 * @param endTicks where the next segment begins
 * @param firstNumber the first copied sample
 * @param endNumber the number after the last copied sample; equal to {@code firstNumber} if none is copied
 * @param lengthBytes its size; estimated for a segment with encoded frames
 * @param encoded whether some of its frames are encoded
 * @param silentPackets the number of silent packets, for audio
 */
public record SegmentSpan(
        long startTicks,
        long endTicks,
        long firstNumber,
        long endNumber,
        long lengthBytes,
        boolean encoded,
        int silentPackets) {

    /** @throws IllegalArgumentException if it has no duration, or begins before 0 */
    public SegmentSpan {
        if (startTicks < 0 || endTicks <= startTicks || endNumber < firstNumber) {
            throw new IllegalArgumentException(
                    "segment: ticks " + startTicks + ".." + endTicks + ", samples " + firstNumber + ".." + endNumber);
        }
    }

    public long durationTicks() {
        return endTicks - startTicks;
    }
}
