package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NginxServer;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.VarnishServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Viewers with a signature in the path, through the configurations of CDN edges. */
class SignedEdgeIT {

    private static final String KEY = "2026b";
    private static final String SECRET = "b-secret-of-the-tests-0123456789abcdef";
    private static final int FROM = 13;
    private static final int TO = 113;

    private static Origin origin;
    private static OriginClient client;

    private JsonNode clip;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of("cliprange.playback.signing-key", KEY, "cliprange.playback.keys." + KEY, SECRET));
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
    void viewers_ofOneClip_throughVarnish_shareItsObjects_eachWithAnOwnSignature() {
        try (VarnishServer edge = VarnishServer.start(
                VarnishServer.freePort(),
                "include \"signed.vcl\";",
                origin.base(),
                origin.managementBase(),
                Map.of("playback-signature.vcl", SignedEdges.vcl(Map.of(KEY, SECRET))))) {
            assertIsShared(edge.base(), "edge-cache", "miss", "hit");
        }
    }

    @Test
    void viewers_ofOneClip_throughNginx_shareItsObjects_eachWithAnOwnSignature(@TempDir Path folder)
            throws IOException {
        int port = VarnishServer.freePort();
        Files.writeString(folder.resolve("playback-signature.js"), SignedEdges.njs(Map.of(KEY, SECRET)));
        Files.writeString(folder.resolve("signed.conf"), SignedEdges.read("nginx/signed.conf"));
        String configuration = SignedEdges.read("nginx/cliprange.conf");
        assertThat(configuration).contains("# include signed.conf;");
        try (NginxServer edge = NginxServer.start(
                folder,
                port,
                configuration
                        .replace("# include signed.conf;", "include signed.conf;")
                        .replace(
                                "/var/cache/nginx/cliprange",
                                folder.resolve("cache").toString())
                        .replace("origin:8080", "127.0.0.1:" + origin.base().getPort())
                        .replace("listen 8080", "listen 127.0.0.1:" + port))) {
            assertIsShared(edge.base(), "edge-cache", "MISS", "HIT");
        }
    }

    private void assertIsShared(URI edge, String header, String miss, String hit) {
        clip = client.clip(
                origin.source(MediaMatrix.entry("avc-b-pyramid").file()), Map.of("frame", FROM), Map.of("frame", TO));
        JsonNode one = signed(3600);
        JsonNode other = signed(7200);

        HttpResponse<byte[]> first = client.play(through(edge, one, "hlsUrl"));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(cache(first, header)).isEqualTo(miss);
        byte[] played = play(through(edge, one, "hlsUrl"));
        assertThat(played).isEqualTo(play(one.path("hlsUrl").asString()));
        assertThat(decodedFrames(through(edge, one, "dashUrl"))).isEqualTo(TO - FROM);

        String next = through(edge, other, "hlsUrl");
        assertThat(next).isNotEqualTo(through(edge, one, "hlsUrl"));
        HlsStream stream = HlsStream.open(client, next);
        HlsStream.Media video = stream.variant();
        Stream.of(List.of(next, video.url(), video.init(), through(edge, other, "dashUrl")), video.segments())
                .flatMap(List::stream)
                .forEach(url -> {
                    HttpResponse<byte[]> kept = client.play(url);
                    assertThat(kept.statusCode()).as(url).isEqualTo(200);
                    assertThat(cache(kept, header)).as(url).isEqualTo(hit);
                    assertThat(url).contains(signatureOf(next));
                });
        assertThat(client.play(next).body()).isEqualTo(first.body());
        assertThat(play(next)).isEqualTo(played);
        assertThat(new String(first.body(), StandardCharsets.UTF_8)).doesNotContain(KEY, "/s/");

        assertThat(cache(client.play(through(edge, one, "hlsUrl") + "?form=copy"), header))
                .as("another form is another object")
                .isEqualTo(miss);
        assertStoryboardIsShared(edge, one, other);
        assertIsRefused(edge, next, header);
    }

    private void assertStoryboardIsShared(URI edge, JsonNode one, JsonNode other) {
        URI cues = URI.create(through(edge, one, "storyboardUrl"));
        HttpResponse<byte[]> text = client.play(cues.toString());
        assertThat(text.statusCode()).isEqualTo(200);
        HttpResponse<byte[]> sheet = client.play(SignedPlaybackIT.sheet(cues, text));
        assertThat(sheet.statusCode()).isEqualTo(200);
        URI others = URI.create(through(edge, other, "storyboardUrl"));
        assertThat(client.play(SignedPlaybackIT.sheet(others, client.play(others.toString())))
                        .body())
                .isEqualTo(sheet.body());
    }

    /** The edge refuses by itself what it has in its cache. */
    private void assertIsRefused(URI edge, String kept, String header) {
        URI url = URI.create(kept);
        String path = url.getRawPath();
        String signature = signatureOf(kept);
        String id = clip.path("id").asString();
        String version = path.split("/")[7];
        long past = Instant.now().minusSeconds(10).getEpochSecond();
        assertRefused(
                edge,
                path.replace(signature, past + "." + KEY + "." + hmac(id, version, past)),
                403,
                "signature-expired",
                header);
        for (String other : List.of(
                path.replace("/s/" + signature, ""),
                path.replace(signature, signature.replaceFirst("^[0-9]+", "4000000000")),
                path.replace("/s/", "/S/"),
                path.replace("/s/" + signature, "/s/" + signature + "/s/" + signature),
                path.replace(id, id.substring(0, 35) + (id.endsWith("0") ? "1" : "0")),
                path.replace("/hls", "//hls"),
                path.replace("/hls", "/./hls"),
                path.replace("/hls", "/x/../hls"),
                path.replace("/hls", "/%68ls"),
                path.replace("master", "MASTER"),
                path + "/",
                path + ";a=b")) {
            assertRefused(edge, other, 403, "signature-invalid", header);
        }
    }

    private static void assertRefused(URI edge, String target, int status, String code, String header) {
        for (int i = 0; i < 2; i++) {
            try (var player = RawPlayer.raw(edge.getPort(), target)) {
                RawPlayer.Head head = player.head();
                assertThat(head.status()).as(target).isEqualTo(status);
                assertThat(head.headers()).as(target).containsEntry("cache-control", "no-store");
                assertThat(head.headers()).as("the response is the edge's own").doesNotContainKey(header);
                JsonNode problem =
                        JsonMapper.shared().readTree(player.body(head).bytes());
                assertThat(problem.path("code").asString()).as(target).isEqualTo(code);
            }
        }
    }

    private JsonNode signed(int seconds) {
        return client.post("/api/clips/" + clip.path("id").asString() + "/sign", Map.of("expiresIn", seconds))
                .expect(200);
    }

    private static String through(URI edge, JsonNode signed, String url) {
        URI direct = URI.create(signed.path(url).asString());
        return edge
                + direct.getRawPath()
                + Optional.ofNullable(direct.getRawQuery())
                        .map(query -> "?" + query)
                        .orElse("");
    }

    private static String signatureOf(String url) {
        return URI.create(url).getRawPath().split("/")[3];
    }

    private static String cache(HttpResponse<byte[]> response, String header) {
        return response.headers().firstValue(header).orElse("");
    }

    private static byte[] play(String master) {
        HlsStream stream = HlsStream.open(client, master);
        byte[] audio = stream.bytes(stream.audio().getFirst());
        assertThat(audio).isNotEmpty();
        return stream.bytes(stream.variant());
    }

    private static long decodedFrames(String url) {
        return FfmpegRun.of(List.of("-nostdin", "-i", url, "-map", "0:v:0", "-f", "framemd5", "pipe:1"))
                .orThrow()
                .stdoutText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    private static String hmac(String id, String version, long expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String text = "/videos/clips/" + id + "/" + version + "\n" + expires + "\n" + KEY;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
