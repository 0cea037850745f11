package dev.cliprange.storage.read;

import dev.cliprange.timeline.ByteSpan;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts byte spans to and from HTTP's header fields, whose ends are inclusive. RFC 9110, section 14. */
public final class HttpRanges {

    /** The first byte. Every object that can be read has it. */
    static final ByteSpan FIRST_BYTE = new ByteSpan(0, 1);

    private static final Pattern SINGLE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private HttpRanges() {}

    /**
     * Parses a {@code Range} field with one range, and clamps it to the object's length. RFC 9110, section 14.1.2.
     *
     * @return empty for several ranges, another unit, or a range that begins after the object's end
     */
    public static Optional<ByteSpan> parse(String header, long totalBytes) {
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

    /** The value of a request's {@code Range} field. RFC 9110, section 14.2. */
    static String range(ByteSpan span) {
        return "bytes=" + inclusive(span);
    }

    /** The value of a response's {@code Content-Range} field. RFC 9110, section 14.4. */
    public static String contentRange(ByteSpan span, long totalBytes) {
        return "bytes " + inclusive(span) + "/" + totalBytes;
    }

    private static String inclusive(ByteSpan span) {
        return span.offsetBytes() + "-" + (span.endBytes() - 1);
    }
}
