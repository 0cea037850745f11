package dev.cliprange.timeline;

/**
 * The half-open interval {@code [startUs, endUs)} of a source's presentation time, in microseconds; never empty.
 *
 * @param startUs the first microsecond inside, at least 0
 * @param endUs the first microsecond behind it, greater than {@code startUs}
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

    /** Whether the two share at least one microsecond; neighbours do not. */
    public boolean overlaps(TimeRange other) {
        return startUs < other.endUs && other.startUs < endUs;
    }
}
