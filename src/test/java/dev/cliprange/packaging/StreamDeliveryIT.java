package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.HlsRules;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The responses of HLS and DASH. */
@ExtendWith(NettyLeaks.class)
class StreamDeliveryIT {

    private static final Origin ORIGIN = Origin.shared();
    private static final OriginClient CLIENT = ORIGIN.client();

    private static JsonNode source;

    @BeforeAll
    static void register() {
        source = ORIGIN.source(MediaMatrix.entry("avc-b-pyramid").file());
    }

    @AfterAll
    static void deleteSource() {
        CLIENT.delete("/api/sources/" + source.path("id").asString());
    }

    @AfterEach
    void deleteClips() {
        CLIENT.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(clip -> CLIENT.delete("/api/clips/" + clip.path("id").asString())
                        .expect(204));
    }

    private static JsonNode clip() {
        return CLIENT.clip(source, Map.of("frame", 13), Map.of("frame", 191));
    }

    private static String hls(JsonNode clip) {
        return clip.path("hlsUrl").asString();
    }

    @Test
    void segment_isAnImmutableObjectWithRanges() {
        HlsStream stream = HlsStream.open(CLIENT, hls(clip()));
        HlsStream.Media media = stream.variant();
        for (String url : Stream.concat(Stream.of(media.init()), media.segments().stream())
                .toList()) {
            HttpResponse<byte[]> whole = CLIENT.play(url);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(header(whole, "cache-control")).contains("immutable").contains("max-age=31536000");
            assertThat(header(whole, "content-type")).isEqualTo("video/mp4");
            assertThat(header(whole, "content-length")).isEqualTo(String.valueOf(whole.body().length));
            HttpResponse<byte[]> part = CLIENT.play(url, "Range", "bytes=10-99");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 10, 100));
            int length = whole.body().length;
            HttpResponse<byte[]> end = CLIENT.play(url, "Range", "bytes=-300");
            assertThat(end.body()).isEqualTo(Arrays.copyOfRange(whole.body(), length - 300, length));
            assertThat(CLIENT.play(url, "If-None-Match", header(whole, "etag")).statusCode())
                    .isEqualTo(304);
            HttpResponse<byte[]> head = head(url);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(header(head, "content-length")).isEqualTo(String.valueOf(length));
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void playlists_followTheRulesOfTheStandard() {
        JsonNode clip = clip();
        for (String master : List.of(hls(clip), hls(clip) + "?form=copy")) {
            HlsStream stream = HlsStream.open(CLIENT, master);
            assertThat(HlsRules.check(text(master))).isEmpty();
            Stream.concat(Stream.of(stream.variant()), stream.audio().stream()).forEach(media -> {
                assertThat(HlsRules.check(text(media.url()))).isEmpty();
                assertThat(header(CLIENT.play(media.url()), "content-type")).isEqualTo("application/vnd.apple.mpegurl");
            });
        }
    }

    @Test
    void playlist_ifTheClientAcceptsGzip_isCompressed() throws IOException {
        String url = hls(clip());
        HttpResponse<byte[]> plain = CLIENT.play(url);
        HttpResponse<byte[]> compressed = CLIENT.play(url, "Accept-Encoding", "br, gzip;q=0.5");

        assertThat(header(compressed, "content-encoding")).isEqualTo("gzip");
        assertThat(header(compressed, "vary")).containsIgnoringCase("accept-encoding");
        assertThat(header(plain, "content-encoding")).isEmpty();
        assertThat(header(compressed, "etag")).isNotEqualTo(header(plain, "etag"));
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(gzip.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(header(CLIENT.play(url, "Accept-Encoding", "gzip;q=0"), "content-encoding"))
                .isEmpty();
    }

    @Test
    void copyForm_beginsAtTheKeyframe_andSaysWhereTheClipStarts() {
        JsonNode clip = clip();
        HlsStream copy = HlsStream.open(CLIENT, hls(clip) + "?form=copy");

        assertThat(copy.lines()).contains("#EXT-X-START:TIME-OFFSET=0.520000,PRECISE=YES");
        assertThat(copy.variant().url()).contains("/copy/");
        byte[] bytes = copy.bytes(copy.variant());
        assertThat(FragmentTimes.of(bytes).sortedTicks().getFirst()).isZero();
        // The segments away from the ends are the same objects, under the names of their form.
        HlsStream exact = HlsStream.open(CLIENT, hls(clip));
        String second = exact.variant().segments().get(1);
        assertThat(copy.variant().segments().get(1)).endsWith(second.substring(second.lastIndexOf('/')));
    }

    @Test
    void errors_haveTheirCodes_andAreNotKept() {
        JsonNode clip = clip();
        String master = hls(clip);
        String folder = master.substring(0, master.lastIndexOf('/') + 1);

        assertProblem(folder + "video/source/12345.m4s", 404, "segment-not-found");
        assertProblem(folder + "video/other/init.mp4", 404, "segment-not-found");
        assertProblem(folder + "video/source/unknown.txt", 404, "segment-not-found");
        assertProblem(folder + "text/1/cues.vtt", 404, "segment-not-found");
        assertProblem(master + "?form=none", 400, "request-invalid");
        CLIENT.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", Map.of("frame", 150)))
                .expect(200);
        JsonNode gone = assertProblem(master, 410, "version-gone");
        JsonNode now = CLIENT.get("/api/clips/" + clip.path("id").asString()).expect(200);
        assertThat(gone.path("currentUrl").asString()).isEqualTo(hls(now)).isNotEqualTo(master);
        assertThat(assertProblem(clip.path("dashUrl").asString(), 410, "version-gone")
                        .path("currentUrl")
                        .asString())
                .isEqualTo(now.path("dashUrl").asString());
    }

    @Test
    void edges_requestedByManyPlayers_areEncodedOnce() {
        // A range of its own: edges are kept for each version.
        HlsStream stream = HlsStream.open(CLIENT, hls(CLIENT.clip(source, Map.of("frame", 17), Map.of("frame", 187))));
        HlsStream.Media media = stream.variant();
        double before = encodings();

        List<CompletableFuture<HttpResponse<byte[]>>> players = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0 ? media.init() : media.segments().getFirst())
                .map(CLIENT::playAsync)
                .toList();
        players.forEach(player -> assertThat(player.join().statusCode()).isEqualTo(200));
        stream.bytes(media);
        stream.audio().forEach(stream::bytes);

        assertThat(encodings() - before).isEqualTo(1);
    }

    @Test
    void dash_ofAClip_namesTheSegmentsOfHls() {
        JsonNode clip = clip();
        String manifest = clip.path("dashUrl").asString();

        HttpResponse<byte[]> response = CLIENT.play(manifest);
        assertThat(header(response, "content-type")).isEqualTo("application/dash+xml");
        assertThat(decodedFrames(manifest)).isEqualTo(191 - 13);
    }

    @Test
    void audioOnlyClip_hasAStreamOfItsAudio() {
        JsonNode audio = ORIGIN.source(MediaMatrix.entry("audio-aac").file());
        JsonNode clip = CLIENT.clip(audio, 1.5, 7.25);

        HlsStream stream = HlsStream.open(CLIENT, hls(clip));
        HlsStream.Media media = stream.variant();

        assertThat(stream.lines()).anyMatch(line -> line.contains("CODECS=\"mp4a.40.2\""));
        assertThat(media.seconds()).isBetween(5.75 - 0.03, 5.75 + 0.03);
        assertThat(FragmentTimes.of(stream.bytes(media)).segments()).hasSameSizeAs(media.segments());
        CLIENT.delete("/api/sources/" + audio.path("id").asString()).expect(204);
    }

    @Test
    void clip_ofASourceThatIsNotSliced_hasNoStreams() {
        JsonNode matroska = ORIGIN.source(MediaMatrix.entry("mkv-avc").file());
        JsonNode clip = CLIENT.clip(matroska, 1, 3);

        assertThat(clip.path("hlsUrl").isString()).isFalse();
        assertThat(clip.path("dashUrl").isString()).isFalse();
        CLIENT.delete("/api/sources/" + matroska.path("id").asString()).expect(204);
    }

    private static double encodings() {
        return ORIGIN.management()
                .text("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("clip_precise_encode_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static long decodedFrames(String url) {
        return FfmpegRun.of(List.of("-nostdin", "-i", url, "-map", "0:v:0", "-f", "framemd5", "pipe:1"))
                .orThrow()
                .stdoutText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    private static JsonNode assertProblem(String url, int status, String code) {
        HttpResponse<byte[]> response = CLIENT.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(status);
        assertThat(header(response, "cache-control")).contains("no-store");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("code").asString()).as(url).isEqualTo(code);
        return problem;
    }

    private static HttpResponse<byte[]> head(String url) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(String url) {
        return new String(CLIENT.play(url).body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
