package dev.cliprange.storage.read;

import dev.cliprange.timeline.ByteSpan;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code Content-Range} of a 206. RFC 9110, section 14.4.
 *
 * @param span the bytes in the body
 * @param totalBytes the object's length
 */
record ContentRange(ByteSpan span, long totalBytes) {

    private static final Pattern SYNTAX = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /** Empty for anything else, as an unknown total or a reversed range. */
    static Optional<ContentRange> parse(String header) {
        Matcher matcher = SYNTAX.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long total = Long.parseLong(matcher.group(3));
        if (last < first || last >= total) {
            return Optional.empty();
        }
        return Optional.of(new ContentRange(new ByteSpan(first, last - first + 1), total));
    }
}
