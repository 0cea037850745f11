package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;

/** What a GET requests of a representation with known length and strong entity tag. RFC 9110, 13.2.2 and 14. */
public sealed interface RangeRequest {

    /** The whole representation: 200. */
    record Whole() implements RangeRequest {}

    /**
     * One part: 206.
     *
     * @param offsetBytes of the first byte
     * @param lengthBytes at least 1
     */
    record Part(long offsetBytes, long lengthBytes) implements RangeRequest {}

    /** A range without any byte of it: 416. */
    record Unsatisfiable() implements RangeRequest {}

    /** The copy of the client is current: 304. */
    record NotModified() implements RangeRequest {}

    /** A condition of the request is not met: 412. */
    record PreconditionFailed() implements RangeRequest {}

    /**
     * Returns the outcome of a GET or HEAD whose conditions are not met: {@link PreconditionFailed} by If-Match, which
     * comes first, or {@link NotModified} by If-None-Match. Empty if the representation is to be sent.
     *
     * @param entityTag quoted, with {@code W/} if it is weak
     */
    static Optional<RangeRequest> condition(HttpHeaders headers, String entityTag) {
        if (!EntityTag.matches(headers, entityTag)) {
            return Optional.of(new PreconditionFailed());
        }
        return EntityTag.isKnown(headers, entityTag) ? Optional.of(new NotModified()) : Optional.empty();
    }

    /** Returns the failure for a {@link PreconditionFailed}. */
    static FailureException preconditionFailed(String entityTag) {
        return new FailureException(
                Failure.PRECONDITION_FAILED, "The entity tag of this representation is " + entityTag + ".");
    }

    /**
     * Evaluates If-Match and If-None-Match, then Range under If-Range. There is no modification time, so a date never
     * matches. A Range that is malformed, in another unit, or requests several parts results in the whole
     * representation.
     *
     * @param entityTag quoted and strong
     * @param lengthBytes of the representation, at least 1
     */
    static RangeRequest of(HttpHeaders headers, String entityTag, long lengthBytes) {
        return condition(headers, entityTag).orElseGet(() -> ofRange(headers, entityTag, lengthBytes));
    }

    private static RangeRequest ofRange(HttpHeaders headers, String entityTag, long lengthBytes) {
        String range = headers.getFirst(HttpHeaders.RANGE);
        String ifRange = headers.getFirst(HttpHeaders.IF_RANGE);
        if (range == null || (ifRange != null && !ifRange.strip().equals(entityTag))) {
            return new Whole();
        }
        return ofSingle(parse(range), lengthBytes);
    }

    private static RangeRequest ofSingle(@Nullable HttpRange range, long lengthBytes) {
        if (range == null) {
            return new Whole();
        }
        long first = range.getRangeStart(lengthBytes);
        long last = range.getRangeEnd(lengthBytes);
        // An empty suffix starts after the last byte.
        return first >= lengthBytes || last < first ? new Unsatisfiable() : new Part(first, last - first + 1);
    }

    /** The range of the header; null unless the header has exactly one valid range. */
    private static @Nullable HttpRange parse(String header) {
        try {
            List<HttpRange> ranges = HttpRange.parseRanges(header);
            return ranges.size() == 1 ? ranges.getFirst() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
