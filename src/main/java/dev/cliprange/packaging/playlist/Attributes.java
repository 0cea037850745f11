package dev.cliprange.packaging.playlist;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The attribute list of an HLS tag (RFC 8216, 4.2). Attributes keep the order in which they are added. */
final class Attributes {

    private static final Pattern CODECS = Pattern.compile("[A-Za-z0-9-]{4}(?:\\.[A-Za-z0-9.]+)?");
    private static final Pattern RELATIVE = Pattern.compile("(?!/)[a-z0-9._/?=&-]+");
    /** Control characters, line ends among them, the quotation mark, and spaces around them. */
    private static final Pattern NOT_QUOTABLE = Pattern.compile("[ \\x00-\\x1f\\x7f-\\x9f\"\\u2028\\u2029]+");

    private final List<String> parts = new ArrayList<>();

    Attributes add(String name, long value) {
        parts.add(name + "=" + value);
        return this;
    }

    /** Adds an enumerated string, a resolution or a decimal number. */
    Attributes add(String name, String value) {
        parts.add(name + "=" + value);
        return this;
    }

    /** Adds a quoted string. What may not be in one becomes a space. */
    Attributes quoted(String name, String value) {
        parts.add(name + "=\"" + quotable(value) + "\"");
        return this;
    }

    /** Returns the list as it follows the colon of a tag. */
    @Override
    public String toString() {
        return String.join(",", parts);
    }

    /** Returns a text that can be in quotation marks, in normalization form C (RFC 8216, 4.1). */
    static String quotable(String text) {
        return Normalizer.normalize(NOT_QUOTABLE.matcher(text).replaceAll(" ").strip(), Normalizer.Form.NFC);
    }

    /** @throws IllegalArgumentException if the text is not one element of an RFC 6381 list */
    static void checkCodecs(String codecs) {
        if (!CODECS.matcher(codecs).matches()) {
            throw new IllegalArgumentException("codecs: " + codecs + " (expected: " + CODECS + ")");
        }
    }

    /** @throws IllegalArgumentException if the URI has a scheme or begins with a slash */
    static void checkRelative(String uri) {
        if (!RELATIVE.matcher(uri).matches()) {
            throw new IllegalArgumentException("uri: " + uri + " (expected: " + RELATIVE + ")");
        }
    }
}
