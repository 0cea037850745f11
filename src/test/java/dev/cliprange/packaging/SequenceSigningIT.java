package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.packaging.SequencePlayer.Piece;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Sequences on a server that signs URLs. */
class SequenceSigningIT {

    static final Map<String, Object> SETTINGS = Map.of(
            "cliprange.playback.signing-key",
            "2026",
            "cliprange.playback.keys.2026",
            "a-secret-of-the-tests-0123456789abcdef");

    private static final String SIGNATURE = "/s/[^/]+";

    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    @BeforeAll
    static void start() {
        origin = Origin.start(SETTINGS);
        client = origin.client();
        source = origin.source(MediaMatrix.entry("avc-2997").file());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @AfterEach
    void deleteClips() {
        client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(clip -> client.delete("/api/clips/" + clip.path("id").asString())
                        .expect(204));
    }

    @Test
    void signature_ofASequence_opensAllOfItAndNothingElse() throws Exception {
        var player = new SequencePlayer(client);
        JsonNode clip = client.clip(source, 1, 2);
        List<String> clips = List.of(
                clip.path("id").asString(), client.clip(source, 4, 6).path("id").asString());
        JsonNode sequence =
                client.post("/api/sequences", Map.of("clipIds", clips)).expect(201);
        JsonNode other = client.post("/api/sequences", Map.of("clipIds", List.of(clips.getLast())))
                .expect(201);
        String hls = sequence.path("hlsUrl").asString();

        for (Piece piece : player.hls(hls, "video/source/index.m3u8")) {
            assertThat(player.bytes(piece)).isNotEmpty();
        }
        for (Piece piece : player.dash(sequence.path("dashUrl").asString(), "audio")) {
            assertThat(player.bytes(piece)).isNotEmpty();
            assertThat(piece.urls()).allMatch(url -> url.contains("/videos/s/"));
        }
        String segment =
                player.hls(hls, "video/source/index.m3u8").getLast().urls().getLast();
        refused(hls.replaceFirst(SIGNATURE, ""), "signature-invalid");
        refused(segment.replaceFirst(SIGNATURE, ""), "signature-invalid");
        refused(hls.replaceFirst("/s/[0-9]+", "/s/1"), "signature-invalid");
        String signature = hls.replaceFirst(".*(/s/[^/]+).*", "$1");
        for (JsonNode unsigned : List.of(other, clip)) {
            String moved = unsigned.path("hlsUrl").asString().replaceFirst(SIGNATURE, signature);
            refused(moved, "signature-invalid");
        }
    }

    @Test
    void sign_ofASequence_returnsAUrlThatExpires() {
        String clip = client.clip(source, 1, 2).path("id").asString();
        JsonNode sequence =
                client.post("/api/sequences", Map.of("clipIds", List.of(clip))).expect(201);
        String sign = "/api/sequences/" + sequence.path("id").asString() + "/sign";
        JsonNode reader = client.post("/api/admin/keys", Map.of("name", "player", "role", "read"))
                .expect(201);

        JsonNode signed = new OriginClient(origin.base(), reader.path("key").asString())
                .post(sign, Map.of("expiresIn", 600))
                .expect(200);

        for (String url : List.of("hlsUrl", "dashUrl", "streamUrl", "preciseStreamUrl")) {
            assertThat(client.play(signed.path(url).asString()).statusCode()).isEqualTo(200);
            assertThat(unsigned(signed.path(url))).isEqualTo(unsigned(sequence.path(url)));
        }
        refused(signed.path("streamUrl").asString().replaceFirst("[?].*", ""), "signature-invalid");
        refused(signed.path("streamUrl").asString().replaceFirst("expires=[0-9]+", "expires=1"), "signature-invalid");
        assertThat(client.post(sign, Map.of("expiresIn", 0)).status()).isEqualTo(400);

        client.delete("/api/clips/" + clip).expect(204);
        assertThat(client.post(sign, Map.of("expiresIn", 600)).status()).isEqualTo(410);
    }

    @Test
    void sign_whereSigningIsOff_saysSo() {
        OriginClient.Answer answer =
                Origin.shared().client().post("/api/sequences/" + UUID.randomUUID() + "/sign", Map.of("expiresIn", 60));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("code").asString()).isEqualTo("signing-off");
    }

    /** Returns a URL without its signature, which is in the path or in the query. */
    private static String unsigned(JsonNode url) {
        return url.asString().replaceFirst(SIGNATURE, "").replaceFirst("[?].*", "");
    }

    private static void refused(String url, String code) {
        OriginClient.Answer answer = client.get(url);
        assertThat(answer.status()).as(url).isEqualTo(403);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
}
