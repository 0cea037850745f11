package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The calls that show a whole source to the holder of a key, before it has clips. */
class SourceViewIT {

    private static final String PRIVATE = "no-cache, private";

    private static Origin origin;
    private static OriginClient client;
    private static String source;

    @BeforeAll
    static void register() {
        origin = Origin.shared();
        client = origin.client();
        source = path(MediaMatrix.entry("avc-2997").file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hls/master.m3u8",
                "/hls/copy/video/source/index.m3u8",
                "/poster.jpg",
                "/storyboard/cues.vtt",
                "/frames"
            })
    void view_withoutAKey_is401(String view) {
        assertThat(client.play(origin.base() + source + view).statusCode()).isEqualTo(401);
    }

    @Test
    void stream_ofAFreshSource_isReadWithTheKey_andKeptByNoSharedCache() throws Exception {
        List<String> files = new ArrayList<>(List.of(source + "/hls/master.m3u8"));
        int media = 0;
        for (int i = 0; i < files.size(); i++) {
            HttpResponse<byte[]> file = get(files.get(i));
            assertThat(file.statusCode()).as(files.get(i)).isEqualTo(200);
            assertThat(header(file, "Cache-Control")).isEqualTo(PRIVATE);
            assertThat(get(files.get(i), "If-None-Match", header(file, "ETag")).statusCode())
                    .isEqualTo(304);
            if (files.get(i).endsWith(".m3u8")) {
                files.addAll(named(files.get(i), new String(file.body(), StandardCharsets.UTF_8)));
            } else {
                media++;
            }
        }

        assertThat(media).isGreaterThan(3);
        assertThat(files).allMatch(it -> it.startsWith(source + "/hls/"));
        assertThat(get(source + "/hls/copy/video/source/1.m4s").statusCode()).isEqualTo(404);
    }

    @Test
    void pictures_ofAFreshSource_areThere() throws Exception {
        HttpResponse<byte[]> poster = get(source + "/poster.jpg?at=1.5&width=160");
        HttpResponse<byte[]> cues = get(source + "/storyboard/cues.vtt");
        HttpResponse<byte[]> sheet = get(source + "/storyboard/sheet.jpg");

        assertThat(header(poster, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(poster, "Cache-Control")).isEqualTo(PRIVATE);
        assertThat(new String(cues.body(), StandardCharsets.UTF_8))
                .startsWith("WEBVTT")
                .contains("sheet.jpg#xywh=0,0,");
        assertThat(header(sheet, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(get(source + "/storyboard/sheet-2.jpg").statusCode()).isEqualTo(404);
        assertThat(get(source + "/poster.jpg?at=100000").statusCode()).isEqualTo(422);
        assertThat(header(get(source + "/poster.jpg?width=15"), "Cache-Control"))
                .isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-2997", "avc-variable-rate"})
    void frames_haveTheTimesOfTheFile(String entry) {
        Path file = MediaMatrix.entry(entry).file();
        String path = path(file);
        List<Double> expected = Oracle.frames(file).orElseThrow().stream()
                .map(frame -> frame.presentationUs() / 1e6)
                .toList();

        JsonNode first = client.get(path + "/frames?limit=20").expect(200);
        assertThat(first.path("firstFrame").asInt()).isZero();
        assertThat(first.path("times")).hasSize(21);
        for (int i = 0; i < 20; i++) {
            assertThat(first.path("times").path(i).asDouble()).isEqualTo(expected.get(i));
        }
        JsonNode last =
                client.get(path + "/frames?frame=" + (expected.size() - 1)).expect(200);
        assertThat(last.path("times")).hasSize(2);

        double middle = (expected.get(30) + expected.get(31)) / 2;
        JsonNode around = client.get(path + "/frames?limit=10&at=" + middle).expect(200);
        int at = 30 - around.path("firstFrame").asInt();
        assertThat(at).isBetween(0, 9);
        assertThat(around.path("times").path(at).asDouble()).isEqualTo(expected.get(30));
    }

    @Test
    void frames_thatDoNotExist_areProblemsThatNameTheParameter() {
        assertThat(client.get(source + "/frames?frame=999999")
                        .expect(422)
                        .at("/errors/0/parameter")
                        .asString())
                .isEqualTo("frame");
        assertThat(client.get(source + "/frames?frame=-1")
                        .expect(422)
                        .path("code")
                        .asString())
                .isEqualTo("range-outside-source");
        assertThat(client.get(source + "/frames?at=1e30")
                        .expect(422)
                        .at("/errors/0/parameter")
                        .asString())
                .isEqualTo("at");
        assertThat(client.get(source + "/frames?at=1&frame=1").status()).isEqualTo(400);
        assertThat(client.get(source + "/frames?limit=501").status()).isEqualTo(400);
    }

    @Test
    void clipsOfAList_haveTheTagOfTheirOwnResponse() {
        String path = path(MediaMatrix.entry("avc-variable-rate").file());
        String id = path.substring(path.lastIndexOf('/') + 1);
        JsonNode made = client.post(path + "/clips", java.util.Map.of("start", 0.5, "end", 1.5))
                .expect(201);

        JsonNode listed =
                client.get("/api/sources/" + id + "/clips").expect(200).at("/items/0");
        assertThat(listed.path("etag").asString())
                .isEqualTo(
                        client.get("/api/clips/" + made.path("id").asString()).header("ETag"));
        client.delete("/api/clips/" + made.path("id").asString()).expect(204);
    }

    private static String path(Path file) {
        return "/api/sources/" + origin.source(file).path("id").asString();
    }

    /** Returns the paths of the files that a playlist names. */
    private static List<String> named(String playlist, String text) {
        List<String> files = new ArrayList<>();
        URI base = URI.create(playlist);
        for (String line : text.lines().toList()) {
            int uri = line.indexOf("URI=\"");
            if (!line.isEmpty() && !line.startsWith("#")) {
                files.add(base.resolve(line).toString());
            } else if (uri > 0) {
                files.add(base.resolve(line.substring(uri + 5, line.indexOf('"', uri + 5)))
                        .toString());
            }
        }
        files.removeIf(file -> file.contains("iframes"));
        return files.stream().distinct().toList();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = client.request(path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
