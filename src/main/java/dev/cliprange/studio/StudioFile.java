package dev.cliprange.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.MediaType;

/** A file of the page, plain and compressed. The arrays are never modified. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StudioFile(MediaType type, byte[] plain, byte[] gzip) {

    private static final MediaType JAVASCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final Map<String, MediaType> TYPES = Map.of(
            "html", new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
            "css", new MediaType("text", "css", StandardCharsets.UTF_8),
            "js", JAVASCRIPT,
            "mjs", JAVASCRIPT,
            "svg", new MediaType("image", "svg+xml"),
            "txt", new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));

    /** @throws IllegalArgumentException if the ending of the name has no media type */
    static StudioFile of(String name, byte[] plain) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        MediaType type = TYPES.get(ending);
        if (type == null) {
            throw new IllegalArgumentException(
                    "file: " + name + " (expected: a name that ends in " + TYPES.keySet() + ")");
        }
        return new StudioFile(type, plain, compress(plain));
    }

    private static byte[] compress(byte[] plain) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
