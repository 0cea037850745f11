package dev.cliprange.slice.segment;

import java.util.List;
import java.util.Optional;

/**
 * The segments of one track of a clip, in order and without a gap.
 *
 * @param track the index of the track in the source's directory
 * @param entry the index of the sample entry of all copied samples
 * @param segments at least one
 */
public record TrackSegments(int track, int entry, List<SegmentSpan> segments) {

    /** @throws IllegalArgumentException if there is no segment */
    public TrackSegments {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("segments: none (expected: at least one)");
        }
    }

    /** Returns the segment that begins at a time. */
    public Optional<SegmentSpan> find(long startTicks) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).startTicks() < startTicks) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Optional.of(segments.get(low)).filter(it -> it.startTicks() == startTicks);
    }

    public long startTicks() {
        return segments.getFirst().startTicks();
    }

    public boolean isFirst(SegmentSpan segment) {
        return segment.equals(segments.getFirst());
    }

    public boolean isLast(SegmentSpan segment) {
        return segment.equals(segments.getLast());
    }
}
