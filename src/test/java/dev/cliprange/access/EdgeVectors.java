package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.RawPlayer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vectors of signed playback URLs, sent to a CDN edge. Instead of the origin's response, the edge returns the headers
 * {@code X-Url} and {@code X-Origin-Gets}: the URL that it looks up in its cache, and the signature for the origin. Its clock is
 * the header {@code X-Test-Now}.
 */
final class EdgeVectors {

    private static final JsonNode FILE = JsonMapper.builder()
            .build()
            .readTree(Path.of("cdn", "playback-signatures.json").toFile());

    private EdgeVectors() {}

    /** Secrets by their ids. */
    static Map<String, String> keys() {
        return FILE.path("keys").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, key -> key.getValue().asString()));
    }

    private static List<JsonNode> all() {
        List<JsonNode> vectors = Stream.concat(
                        FILE.path("vectors").valueStream(),
                        FILE.path("sequences").valueStream())
                .toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(157);
        return vectors;
    }

    /** Returns what the edge finds of the vectors for which it is wrong. */
    static List<String> wrong(int port) {
        var wrong = new ArrayList<String>();
        for (JsonNode vector : all()) {
            String found = verdict(port, vector);
            if (!found.equals(vector.path("expect").asString())) {
                wrong.add(vector.path("name").asString() + ": " + found);
            }
        }
        return wrong;
    }

    private static String verdict(int port, JsonNode vector) {
        String query = vector.path("query").asString();
        String path = vector.path("path").asString();
        try (var player = RawPlayer.raw(
                port,
                path + (query.isEmpty() ? "" : "?" + query),
                "X-Test-Now",
                vector.path("nowSeconds").asString(),
                "Cliprange-Signature",
                "forged")) {
            RawPlayer.Head head = player.head();
            if (head.status() == 200) {
                assertThat(head.headers().get("x-url"))
                        .as(vector.path("name").asString())
                        .doesNotContainPattern("[?&](signature|expires|key)=")
                        .doesNotContain("?&", "&&")
                        .startsWith(path.replaceFirst("^/videos/s/[^/]+", "/videos"))
                        .doesNotEndWith("?")
                        .doesNotEndWith("&");
                assertThat(head.headers().get("x-origin-gets"))
                        .startsWith("expires=1")
                        .containsPattern("^expires=[0-9]+&key=[0-9a-z]+&signature=[A-Za-z0-9_-]{43}$");
                return "valid";
            }
            if (head.status() == 400) {
                // nginx itself rejects a null byte.
                return "signature-invalid";
            }
            assertThat(head.status()).as(vector.path("name").asString()).isEqualTo(403);
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
}
