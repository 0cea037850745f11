package dev.cliprange.storage.read;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes {@code [offsetBytes, offsetBytes + lengthBytes)} of an object; never empty.
 *
 * @param offsetBytes at least 0
 * @param lengthBytes at least 1
 */
public record ByteSpan(long offsetBytes, long lengthBytes) {

    /** The first byte, which every object that can be read has. */
    static final ByteSpan FIRST = new ByteSpan(0, 1);

    private static final Pattern SINGLE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    public ByteSpan {
        if (offsetBytes < 0) {
            throw new IllegalArgumentException("offsetBytes: " + offsetBytes + " (expected: >= 0)");
        }
        if (lengthBytes <= 0) {
            throw new IllegalArgumentException("lengthBytes: " + lengthBytes + " (expected: > 0)");
        }
        Math.addExact(offsetBytes, lengthBytes);
    }

    /** What is left after so many bytes of it. */
    ByteSpan after(long doneBytes) {
        return new ByteSpan(offsetBytes + doneBytes, lengthBytes - doneBytes);
    }

    /**
     * A single range of a request against an object of that length, clamped to it. RFC 9110, section 14.1.2.
     *
     * @return empty for several ranges, another unit, or a range that begins behind the object
     */
    public static Optional<ByteSpan> ofRange(String header, long totalBytes) {
        Matcher matcher = SINGLE_RANGE.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = matcher.group(2).isEmpty() ? 0 : Math.min(Long.parseLong(matcher.group(2)), totalBytes);
            return suffix == 0 ? Optional.empty() : Optional.of(new ByteSpan(totalBytes - suffix, suffix));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? totalBytes - 1 : Long.parseLong(matcher.group(2));
        long end = Math.min(last + 1, totalBytes);
        return first < end ? Optional.of(new ByteSpan(first, end - first)) : Optional.empty();
    }

    /** As a response's header. RFC 9110, section 14.4. */
    public String asContentRange(long totalBytes) {
        return "bytes " + offsetBytes + "-" + (offsetBytes + lengthBytes - 1) + "/" + totalBytes;
    }

    /** As a header's value, with HTTP's inclusive end. RFC 9110, section 14.2. */
    String asRange() {
        return "bytes=" + offsetBytes + "-" + (offsetBytes + lengthBytes - 1);
    }
}
