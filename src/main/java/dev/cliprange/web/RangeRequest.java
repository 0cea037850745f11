package dev.cliprange.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;

/** What a GET asks for of a representation whose length and strong entity tag are known. RFC 9110, 13.2.2 and 14. */
public sealed interface RangeRequest {

    /** All of it: 200. */
    record Whole() implements RangeRequest {}

    /**
     * One part of it: 206.
     *
     * @param offsetBytes of the first byte
     * @param lengthBytes at least 1
     */
    record Part(long offsetBytes, long lengthBytes) implements RangeRequest {}

    /** No byte of it: 416. */
    record Unsatisfiable() implements RangeRequest {}

    /** What the client has is current: 304. */
    record NotModified() implements RangeRequest {}

    /**
     * Evaluates If-None-Match, then Range under If-Range. There is no modification time, so a date never matches. A
     * Range that is malformed, in another unit, or asks for several parts at once is answered with the whole.
     *
     * @param entityTag quoted and strong
     * @param lengthBytes of the representation, at least 1
     */
    static RangeRequest of(HttpHeaders headers, String entityTag, long lengthBytes) {
        if (headers.getIfNoneMatch().stream().anyMatch(tag -> matchesWeakly(tag, entityTag))) {
            return new NotModified();
        }
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
        // A suffix of no bytes starts behind the last one.
        return first >= lengthBytes || last < first ? new Unsatisfiable() : new Part(first, last - first + 1);
    }

    /** The one range of the header; null when the header does not hold just one that is well formed. */
    private static @Nullable HttpRange parse(String header) {
        try {
            List<HttpRange> ranges = HttpRange.parseRanges(header);
            return ranges.size() == 1 ? ranges.getFirst() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean matchesWeakly(String tag, String entityTag) {
        String stripped = tag.strip();
        return "*".equals(stripped) || stripped.equals(entityTag) || stripped.equals("W/" + entityTag);
    }
}
