package dev.cliprange.packaging;

import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;

/** A playlist or manifest as the bytes of a response, compressed if the client accepts it. */
final class PlaylistText {

    private static final String GZIP = "gzip";

    private PlaylistText() {}

    /** Returns whether the client accepts gzip (RFC 9110, 12.5.3). */
    static boolean isCompressed(HttpHeaders request) {
        return request.getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
                .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",")).stream())
                .map(String::strip)
                .anyMatch(coding -> coding.equals(GZIP)
                        || (coding.startsWith(GZIP + ";")
                                && !coding.replace(" ", "").matches("gzip;q=0(\\.0*)?")));
    }

    /** @param tag names the text; the compressed bytes have a tag of their own */
    static TaggedLayout layout(String text, String tag, boolean compressed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return compressed
                ? new TaggedLayout(new ByteLayout(List.of(), gzip(bytes)), tag + "-" + GZIP)
                : new TaggedLayout(new ByteLayout(List.of(), bytes), tag);
    }

    static void writeHeaders(HttpHeaders response, boolean compressed) {
        response.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (compressed) {
            response.set(HttpHeaders.CONTENT_ENCODING, GZIP);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
