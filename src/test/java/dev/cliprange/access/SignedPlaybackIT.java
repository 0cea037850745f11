package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Playback with signing on, through the whole server. */
class SignedPlaybackIT {

    private static final Map<String, Object> SETTINGS = Map.of(
            "cliprange.playback.signing-key", "2026b",
            "cliprange.playback.keys.2026a", "a-secret-of-the-tests-0123456789abcdef",
            "cliprange.playback.keys.2026b", "b-secret-of-the-tests-0123456789abcdef");

    private static Origin origin;
    private static OriginClient client;

    @BeforeAll
    static void start() {
        origin = Origin.start(SETTINGS);
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        if (origin != null) {
            origin.close();
        }
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @Test
    void playback_whereSigningIsOn_needsTheSignatureOfClipAndVersion() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, 1, 2);
        JsonNode other = client.clip(source, 2, 3);
        String signed = clip.path("streamUrl").asString();
        String query = signed.substring(signed.indexOf('?'));
        String open = signed.substring(0, signed.indexOf('?'));

        assertThat(client.play(signed).statusCode()).isEqualTo(200);
        assertThat(client.play(signed, "Range", "bytes=0-9").statusCode()).isEqualTo(206);
        assertThat(client.play(open, "Cliprange-Signature", query.substring(1)).statusCode())
                .as("behind a CDN that has checked it")
                .isEqualTo(200);
        assertThat(client.play(open, "Cliprange-Signature", "expires=1").statusCode())
                .isEqualTo(403);
        refused(client.get(open), "signature-invalid");
        refused(client.get(open.substring(0, open.lastIndexOf('/')) + query), "signature-invalid");
        String others = other.path("streamUrl").asString();
        refused(client.get(others.substring(0, others.indexOf('?')) + query), "signature-invalid");
        assertThat(client.get("/%76ideos" + open.substring(open.indexOf("/clips")) + query)
                        .status())
                .isEqualTo(404);

        JsonNode moved = client.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 1.5))
                .expect(200);
        OriginClient.Answer gone = client.get(signed);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(moved.path("streamUrl").asString())
                .startsWith(gone.body().path("currentUrl").asString() + "?expires=");
        assertThat(gone.body().path("currentUrl").asString()).doesNotContain("signature");
    }

    @Test
    void hls_withTheSignatureInItsPath_playsByRelativeUrls() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 4);
        String signed = clip.path("hlsUrl").asString();
        String open = signed.replaceFirst("/s/[^/]+", "");

        HlsStream stream = HlsStream.open(client, signed);
        assertThat(stream.bytes(stream.variant())).isNotEmpty();
        assertThat(stream.bytes(stream.audio().getFirst())).isNotEmpty();
        assertThat(client.play(clip.path("dashUrl").asString()).statusCode()).isEqualTo(200);
        assertThat(stream.variant().url()).contains("/videos/s/");
        refused(client.get(open), "signature-invalid");
        refused(client.get(signed.replaceFirst("/s/[0-9]+", "/s/1800000000")), "signature-invalid");
        String others = client.clip(source(clip), 5, 7).path("hlsUrl").asString();
        String moved = others.replaceFirst("/s/[^/]+", signed.replaceFirst(".*(/s/[^/]+).*", "$1"));
        refused(client.get(moved), "signature-invalid");
    }

    private static JsonNode source(JsonNode clip) {
        return client.get("/api/sources/" + clip.path("sourceId").asString()).expect(200);
    }

    @Test
    void sign_forSomeSeconds_givesAnAddressThatPlays() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 2);
        String sign = "/api/clips/" + clip.path("id").asString() + "/sign";

        JsonNode signed =
                client.post(sign, Map.of("expiresIn", 60, "form", "stream")).expect(200);

        assertThat(client.play(signed.path("url").asString()).statusCode()).isEqualTo(200);
        for (String form : List.of("copy", "precise")) {
            String url = client.post(sign, Map.of("expiresIn", 60, "form", form))
                    .expect(200)
                    .path("url")
                    .asString();
            assertThat(url)
                    .startsWith(open(clip.path(form.equals("copy") ? "streamUrl" : "preciseStreamUrl")
                            .asString()));
            assertThat(client.play(url).statusCode()).isEqualTo(200);
        }
        assertThat(Instant.parse(signed.path("expiresAt").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        for (Object wish : new Object[] {
            Map.of("expiresIn", 0), Map.of("expiresIn", -1), Map.of(), Map.of("expiresIn", 60, "form", "tape")
        }) {
            assertThat(client.post(sign, wish).status()).isEqualTo(400);
        }
    }

    /** Relative URLs inherit a signature in the path: those of a playlist, and those of the sheets in a storyboard's cues. */
    @Test
    void sign_returnsTheUrlsOfStreamsAndStoryboard_withTheSignatureInThePath() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 4);
        String sign = "/api/clips/" + clip.path("id").asString() + "/sign";

        JsonNode signed = client.post(sign, Map.of("expiresIn", 3600)).expect(200);
        JsonNode copy =
                client.post(sign, Map.of("expiresIn", 3600, "form", "copy")).expect(200);

        String prefix = "/videos/s/"
                + Instant.parse(signed.path("expiresAt").asString()).getEpochSecond() + ".2026b.";
        for (String url : List.of("hlsUrl", "dashUrl", "storyboardUrl")) {
            assertThat(URI.create(signed.path(url).asString()).getRawPath()).startsWith(prefix);
        }
        HlsStream exact = HlsStream.open(client, signed.path("hlsUrl").asString());
        assertThat(exact.bytes(exact.variant())).isNotEmpty();
        HlsStream copied = HlsStream.open(client, copy.path("hlsUrl").asString());
        assertThat(copied.variant().url()).contains("/copy/");
        assertThat(copied.bytes(copied.variant())).isNotEmpty();
        for (JsonNode form : List.of(signed, copy)) {
            assertThat(client.play(form.path("dashUrl").asString()).statusCode())
                    .isEqualTo(200);
        }
        URI cues = URI.create(signed.path("storyboardUrl").asString());
        HttpResponse<byte[]> text = client.play(cues.toString());
        assertThat(text.statusCode()).isEqualTo(200);
        assertThat(client.play(sheet(cues, text)).statusCode()).isEqualTo(200);
        refused(client.get(sheet(cues, text).replaceFirst("/s/[^/]+", "")), "signature-invalid");
    }

    @Test
    void sign_ofAClipThatIsNotSliced_hasNoStreamsAndNoStoryboard() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("mkv-avc").file()), 1, 2);

        JsonNode signed = client.post("/api/clips/" + clip.path("id").asString() + "/sign", Map.of("expiresIn", 60))
                .expect(200);

        assertThat(client.play(signed.path("url").asString()).statusCode()).isEqualTo(200);
        for (String url : List.of("hlsUrl", "dashUrl", "storyboardUrl")) {
            assertThat(signed.has(url)).as(url).isTrue();
            assertThat(signed.path(url).isNull()).as(url).isTrue();
        }
    }

    /** Returns the URL of the first sheet that cues name. */
    static String sheet(URI cues, HttpResponse<byte[]> text) {
        String name = new String(text.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("#xywh="))
                .findFirst()
                .orElseThrow();
        return cues.resolve(name.substring(0, name.indexOf('#'))).toString();
    }

    @Test
    void sign_whereSigningIsOff_saysSo() {
        OriginClient open = Origin.shared().client();

        OriginClient.Answer answer =
                open.post("/api/clips/" + java.util.UUID.randomUUID() + "/sign", Map.of("expiresIn", 60));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("code").asString()).isEqualTo("signing-off");
    }

    private static String open(String address) {
        return address.substring(0, address.indexOf('?'));
    }

    private static void refused(OriginClient.Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
}
