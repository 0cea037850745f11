package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.Varnish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The signature check as Varnish runs it, on the vectors of the origin and the CloudFront Function. */
class VarnishSignatureIT {

    private static final JsonNode FILE = JsonMapper.builder()
            .build()
            .readTree(Path.of("cdn", "playback-signatures.json").toFile());

    @Test
    void check_eachVector_findsWhatTheOriginFinds(@TempDir Path folder) throws Exception {
        assumeTrue(Varnish.missing().isEmpty(), () -> Varnish.missing().orElse(""));
        List<String> wrong = new ArrayList<>();
        try (Varnish varnish = Varnish.start(folder, vcl())) {
            for (JsonNode vector : FILE.path("vectors")) {
                String found = verdict(varnish, vector);
                if (!found.equals(vector.path("expect").asString())) {
                    wrong.add(vector.path("name").asString() + ": " + found);
                }
            }
        }

        assertThat(FILE.path("vectors")).hasSizeGreaterThanOrEqualTo(49);
        assertThat(wrong).isEmpty();
    }

    private static String verdict(Varnish varnish, JsonNode vector) {
        String query = vector.path("query").asString();
        String target = vector.path("path").asString() + (query.isEmpty() ? "" : "?" + query);
        try (var player = RawPlayer.raw(
                varnish.port(),
                target,
                "X-Test-Now",
                vector.path("nowSeconds").asString(),
                "Cliprange-Signature",
                "forged")) {
            RawPlayer.Head head = player.head();
            if (head.status() == 200) {
                assertThat(head.headers().get("x-url"))
                        .doesNotContainPattern("[?&](signature|expires|key)=")
                        .doesNotContain("?&", "&&")
                        .startsWith(vector.path("path").asString())
                        .doesNotEndWith("?")
                        .doesNotEndWith("&");
                assertThat(head.headers().get("x-origin-gets"))
                        .startsWith("expires=")
                        .contains("&signature=");
                return "valid";
            }
            assertThat(head.status()).isEqualTo(403);
            assertThat(head.headers())
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("content-type", "application/problem+json");
            return JsonMapper.builder()
                    .build()
                    .readTree(player.body(head).bytes())
                    .path("code")
                    .asString();
        }
    }

    /** The file as it is delivered, with the vectors' keys, their clock, and no origin behind it. */
    private static String vcl() throws Exception {
        var keys = new StringBuilder("sub playback_expected {\n");
        FILE.path("keys")
                .properties()
                .forEach(key ->
                        keys.append("""
                if (req.http.X-Playback-Key == "%s") {
                    set req.http.X-Playback-Expected = digest.base64url_nopad_hex(digest.hmac_sha256(
                        "%s", blob.transcode(decoding = URL, encoded = req.http.X-Playback-Text)));
                }
                """.formatted(key.getKey(), key.getValue().asString())));
        String file = Files.readString(Path.of("cdn", "varnish", "playback-signature.vcl"));
        assertThat(file).contains("sub playback_expected {\n", "<= now)");
        return "vcl 4.1;\nbackend default none;\n"
                + file.replace("sub playback_expected {\n", keys)
                        .replace("<= now)", "<= std.time(integer = std.integer(req.http.X-Test-Now, 0)))")
                + """

                sub vcl_recv {
                    call playback_signature;
                    return (synth(200));
                }
                sub vcl_synth {
                    set resp.http.X-Url = req.url;
                    set resp.http.X-Origin-Gets = req.http.Cliprange-Signature;
                }
                """;
    }
}
