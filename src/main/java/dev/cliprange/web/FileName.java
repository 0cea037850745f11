package dev.cliprange.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The name under which a browser saves a response: {@code Content-Disposition} (RFC 6266). {@code ?download} in the URL
 * makes the response an attachment, and {@code ?download=<name>} names it. Otherwise it is inline.
 *
 * <p>The name is never part of the bytes: the entity tag does not depend on it. The configurations in {@code cdn/} write
 * this header themselves, so that all names of a clip share one cached object.
 */
public final class FileName {

    private static final String PARAMETER = "download";
    private static final int MAX_CHARACTERS = 120;
    /** File systems allow 255 bytes in UTF-8, of which programs need some for their own endings. */
    private static final int MAX_BYTES = 200;
    /** Characters that separate folders or are reserved in names of files. */
    private static final String RESERVED = "/\\:*?\"<>|";

    private static final String ATTR_CHARACTERS = "!#$&+-.^_`|~";

    private FileName() {}

    /**
     * Writes the header.
     *
     * @param name is used if the URL gives no name; any text
     * @param fallback is used if the name has no usable character, for example an id
     * @param extension of the type, without a full stop. It is added to a name that does not end with it
     */
    public static void write(
            HttpHeaders headers, ServerHttpRequest request, String name, String fallback, String extension) {
        List<String> values =
                downloads(Optional.ofNullable(request.getURI().getRawQuery()).orElse(""));
        String usable = Optional.of(values)
                .filter(all -> all.size() == 1)
                .flatMap(all -> decode(all.getFirst()))
                .flatMap(FileName::clean)
                .or(() -> clean(name))
                .orElse(fallback);
        String ending = "." + extension;
        String whole = usable.toLowerCase(Locale.ROOT).endsWith(ending) ? usable : usable + ending;
        headers.set(
                HttpHeaders.CONTENT_DISPOSITION,
                (values.isEmpty() ? "inline" : "attachment") + "; filename=\"" + octets(whole) + "\"; filename*=UTF-8''"
                        + encode(whole));
    }

    /** Returns the values of the parameter as they were sent; an empty text for a parameter without a value. */
    private static List<String> downloads(String rawQuery) {
        return Arrays.stream(rawQuery.split("&"))
                .filter(part -> part.equals(PARAMETER) || part.startsWith(PARAMETER + "="))
                .map(part -> part.substring(Math.min(part.length(), PARAMETER.length() + 1)))
                .toList();
    }

    /** Decodes percent-encoded UTF-8. A plus is a plus, as in the configurations in {@code cdn/}. */
    private static Optional<String> decode(String raw) {
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char character = raw.charAt(i);
            if (character != '%') {
                bytes.put((byte) character);
            } else if (i + 2 < raw.length()
                    && Character.digit(raw.charAt(i + 1), 16) >= 0
                    && Character.digit(raw.charAt(i + 2), 16) >= 0) {
                bytes.put((byte) Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Returns a text that is safe as the name of a file; empty if nothing is left. */
    private static Optional<String> clean(String text) {
        var clean = new StringBuilder();
        shortened(text).forEach(character -> {
            int type = Character.getType(character);
            boolean unsafe = RESERVED.indexOf(character) >= 0
                    || type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            clean.appendCodePoint(unsafe ? '_' : character);
        });
        String name = clean.toString().strip();
        while (name.startsWith(".")) {
            name = name.substring(1).strip();
        }
        while (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1).strip();
        }
        return name.chars().allMatch(it -> it == '_' || it == ' ') ? Optional.empty() : Optional.of(name);
    }

    /** Returns the first characters, as many as fit. */
    private static IntStream shortened(String text) {
        var bytes = new AtomicInteger();
        return text.codePoints()
                .limit(MAX_CHARACTERS)
                .takeWhile(character ->
                        bytes.addAndGet(Character.toString(character).getBytes(StandardCharsets.UTF_8).length)
                                <= MAX_BYTES);
    }

    /**
     * Returns the name for clients that do not know {@code filename*}, such as {@code curl -OJ}: its octets in UTF-8, each as
     * one character, because an HTTP server writes the low octet of each character (RFC 9110, section 5.5). A percent sign
     * becomes an underscore, because some clients decode what follows it (RFC 6266, appendix D).
     */
    private static String octets(String name) {
        return new String(name.replace('%', '_').getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** RFC 8187, 3.2.1. */
    private static String encode(String name) {
        var encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xFF);
            boolean plain = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || ATTR_CHARACTERS.indexOf(character) >= 0;
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) character));
            }
        }
        return encoded.toString();
    }
}
