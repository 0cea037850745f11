package dev.cliprange.timeline;

/**
 * The half-open interval {@code [startUs, endUs)} of a source's presentation time in microseconds. It is never empty.
 *
 * @param startUs the first microsecond of the range, at least 0
 * @param endUs the first microsecond after the range, greater than {@code startUs}
 */
public record TimeRange(long startUs, long endUs) {

    /** @throws IllegalArgumentException if the start is negative or not before the end */
    public TimeRange {
        if (startUs < 0) {
            throw new IllegalArgumentException("startUs: " + startUs + " (expected: >= 0)");
        }
        if (endUs <= startUs) {
            throw new IllegalArgumentException("endUs: " + endUs + " (expected: > startUs " + startUs + ")");
        }
    }

    public long durationUs() {
        return endUs - startUs;
    }

    public boolean contains(long timeUs) {
        return startUs <= timeUs && timeUs < endUs;
    }

    /** Whether both ranges share at least one microsecond. Adjacent ranges do not. */
    public boolean overlaps(TimeRange other) {
        return startUs < other.endUs && other.startUs < endUs;
    }
}
