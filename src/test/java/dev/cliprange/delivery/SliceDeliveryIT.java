package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A clip as a file, the whole way: from an object in storage to a player. */
class SliceDeliveryIT {

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @CsvSource({
        "avc-2997, 37, 121",
        "avc-b-pyramid, 70, 71",
        "avc-open-gop, 55, 130",
        "hevc-hvc1, 33, 90",
        "avc-fragmented, 10, 60",
        "avc-variable-rate, 20, 77",
    })
    void stream_ofAnyRange_showsExactlyItsFrames(String entry, int startFrame, int endFrame) {
        Path file = MediaMatrix.entry(entry).file();
        JsonNode clip = client.clip(origin.source(file), Map.of("frame", startFrame), Map.of("frame", endFrame));

        HttpResponse<Path> response = client.download(clip.path("streamUrl").asString(), folder.resolve("clip.mp4"));

        assertThat(clip.path("engine").asString()).isEqualTo("slice");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(md5s(response.body())).isEqualTo(md5s(file).subList(startFrame, endFrame));
        assertThat(Mp4Facts.of(response.body()).durationUs() / 1e6)
                .isCloseTo(clip.path("duration").asDouble(), org.assertj.core.data.Offset.offset(0.001));
    }

    @Test
    void stream_underIfMatch_comparesStrongly() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 2);
        String stream = clip.path("streamUrl").asString();
        String tag = "\"" + clip.path("version").asString() + "\"";

        HttpResponse<byte[]> other = client.play(stream, "If-Match", "\"other\"", "If-None-Match", tag);

        assertThat(other.statusCode()).isEqualTo(412);
        assertThat(other.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(client.play(stream, "If-Match", "W/" + tag).statusCode()).isEqualTo(412);
        assertThat(client.play(stream, "If-Match", tag, "Range", "bytes=0-9").statusCode())
                .isEqualTo(206);
        assertThat(client.play(stream, "If-Match", "*").statusCode()).isEqualTo(200);
        assertThat(client.play(stream, "If-None-Match", "' OR 1=1").statusCode())
                .isEqualTo(200);
    }

    /** Caches keep these answers: the name that one client used for the server must not be in them. */
    @Test
    void headers_ofPlayback_doNotHoldTheHostOfTheRequest() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-60").file());
        JsonNode clip = client.clip(source, 1, 2);
        client.clip(source, 2, 3);
        int port = origin.base().getPort();
        String path = URI.create(clip.path("streamUrl").asString()).getRawPath();

        for (String target : List.of(path, path.substring(0, path.lastIndexOf('/')))) {
            for (String absolute : List.of("", "http://attacker.example")) {
                try (var player = RawPlayer.raw(port, absolute + target, "X-Forwarded-Host", "attacker.example")) {
                    Map<String, String> headers = player.head().headers();
                    assertThat(headers.toString()).doesNotContain("attacker", "localhost");
                    assertThat(headers.getOrDefault("link", "</") + headers.getOrDefault("location", "/"))
                            .startsWith("</")
                            .contains("/");
                }
            }
        }
    }

    @Test
    void stream_inAnyParts_isTheSameFile() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        String url = client.clip(source, 1.3, 4.7).path("streamUrl").asString();
        byte[] whole = client.play(url).body();
        var random = new Random(3);
        for (int round = 0; round < 5; round++) {
            List<Integer> cuts = new ArrayList<>(List.of(0, whole.length));
            random.ints(6, 1, whole.length).forEach(cuts::add);
            List<Integer> ends = cuts.stream().distinct().sorted().toList();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i + 1 < ends.size(); i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            byte[] assembled = new byte[whole.length];
            for (int part : order) {
                int from = ends.get(part);
                int to = ends.get(part + 1);
                HttpResponse<byte[]> response = client.play(url, "Range", "bytes=" + from + "-" + (to - 1));
                assertThat(response.statusCode()).isEqualTo(206);
                assertThat(response.headers().firstValue("content-range"))
                        .hasValue("bytes " + from + "-" + (to - 1) + "/" + whole.length);
                System.arraycopy(response.body(), 0, assembled, from, to - from);
            }
            assertThat(assembled).isEqualTo(whole);
        }
    }

    @Test
    void stream_underConditions_answersByRfc9110() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, 1, 2);
        String url = clip.path("streamUrl").asString();
        String tag = "\"" + clip.path("version").asString() + "\"";

        HttpResponse<byte[]> whole = client.play(url);
        int length = whole.body().length;

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("etag")).hasValue(tag);
        assertThat(whole.headers().firstValueAsLong("content-length")).hasValue(length);
        assertThat(whole.headers().firstValue("accept-ranges")).hasValue("bytes");
        assertThat(whole.headers().firstValue("last-modified")).isEmpty();
        assertThat(client.play(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(client.play(url, "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(client.play(url, "Range", "bytes=0-9", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.play(url, "Range", "bytes=0-1,4-5").body()).isEqualTo(whole.body());
        assertThat(client.play(url, "Range", "bytes=-7").body()).hasSize(7);
        HttpResponse<byte[]> behind = client.play(url, "Range", "bytes=" + length + "-");
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("content-range")).hasValue("bytes */" + length);
        assertThat(behind.headers().firstValue("cache-control")).hasValue("no-store");
        OriginClient.Answer head = client.send(client.request(url)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(String.valueOf(length));
    }

    @Test
    void stream_ofAnObjectThatWasReplaced_isAConflictAndTheSourceIsReadAgain() throws Exception {
        Path file = MediaMatrix.entry("avc-2997").file();
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, 1, 2);
        String key = source.path("uri").asString().replaceFirst("s3://[^/]+/", "");

        Origin.storage().put(key, MediaMatrix.entry("avc-closed-gop").file());
        HttpResponse<byte[]> response = client.play(clip.path("streamUrl").asString());

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(new String(response.body())).contains("source-changed");
        JsonNode again = client.get("/api/sources/" + source.path("id").asString() + "?wait=30")
                .expect(200);
        assertThat(again.path("state").asString()).isEqualTo("ready");
        assertThat(again.path("revision")).isNotEqualTo(source.path("revision"));
        // What was known of the clip may be a second old.
        await().atMost(Duration.ofSeconds(5))
                .until(() -> client.get(clip.path("streamUrl").asString()).status() == 410);
        Origin.storage().put(key, file);
    }

    private static List<String> md5s(Path file) {
        return Oracle.frames(file).orElseThrow().stream().map(Frame::md5).toList();
    }
}
