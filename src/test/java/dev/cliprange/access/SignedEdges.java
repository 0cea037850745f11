package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The configurations of CDN edges that check signatures, with keys in them. */
final class SignedEdges {

    private SignedEdges() {}

    /** Varnish's check as it is delivered, with keys. */
    static String vcl(Map<String, String> keys) {
        String blocks = keys.entrySet().stream()
                .map(key -> """
                        if (req.http.X-Playback-Key == "%s") {
                            set req.http.X-Playback-Expected = digest.base64url_nopad_hex(digest.hmac_sha256(
                                "%s", blob.transcode(decoding = URL, encoded = req.http.X-Playback-Text)));
                        }
                        """.formatted(key.getKey(), key.getValue()))
                .collect(Collectors.joining());
        return with(
                "varnish/playback-signature.vcl", "sub playback_expected {\n", "sub playback_expected {\n" + blocks);
    }

    /** nginx's check as it is delivered, with keys. */
    static String njs(Map<String, String> keys) {
        String entries = keys.entrySet().stream()
                .map(key -> "'" + key.getKey() + "': '" + key.getValue() + "'")
                .collect(Collectors.joining(", "));
        return with("nginx/playback-signature.js", "const KEYS = {};", "const KEYS = {" + entries + "};");
    }

    private static String with(String name, String mark, String replacement) {
        String file = read(name);
        assertThat(file).contains(mark);
        return file.replace(mark, replacement);
    }

    /** A file of the folder {@code cdn}. */
    static String read(String name) {
        try {
            return Files.readString(Path.of("cdn").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
