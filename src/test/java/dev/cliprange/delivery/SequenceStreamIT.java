package dev.cliprange.delivery;

import static dev.cliprange.delivery.SequenceCuts.frames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.cliprange.delivery.SequenceCuts.Cut;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sequences as one MP4, through the server: the bytes are the same from two instances, FFmpeg decodes the frames of the
 * clips, and old URLs are gone when a clip changes.
 */
@ExtendWith(NettyLeaks.class)
class SequenceStreamIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");

    private static final int MOST_CLIPS = 500;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static Origin one;
    private static Origin other;
    private static OriginClient client;

    @TempDir
    Path folder;

    private SequenceCuts cuts;

    @BeforeAll
    static void start() {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        one = Origin.start(database, Origin.storage(), Map.of());
        // It reads nothing in the background, so the reads of its responses can be counted.
        other = Origin.start(database, Origin.storage(), Map.of("cliprange.role", "origin"));
        client = one.client();
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
    }

    @BeforeEach
    void create() {
        cuts = new SequenceCuts(one, folder);
    }

    @AfterEach
    void deleteAll() {
        cuts.deleteAll();
    }

    @Test
    void copy_ofTwentyClipsOfOneSource_hasTheirFrames_andTheSameBytesOfTwoInstances() throws IOException {
        List<Cut> clips = cuts.some(FULL ? 60 : 20, "avc-b-pyramid");
        JsonNode sequence = cuts.sequence("Twenty", clips);
        String url = sequence.path("streamUrl").asString();

        HttpResponse<byte[]> whole = client.play(url);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(header(whole, "content-type")).startsWith("video/mp4; codecs=\"avc1.");
        assertThat(header(whole, "content-length")).isEqualTo(String.valueOf(whole.body().length));
        assertThat(header(whole, "etag")).startsWith("\"").endsWith("\"");
        assertThat(header(whole, "cache-control")).contains("immutable");
        assertThat(header(whole, "accept-ranges")).isEqualTo("bytes");
        assertThat(header(whole, "content-disposition")).startsWith("inline; filename=\"Twenty.mp4\"");
        assertThat(cuts.decoded(whole.body(), Oracle.Edits.HONOURED)).isEqualTo(frames(clips));
        assertThat(joined(url, whole.body().length, 9)).isEqualTo(whole.body());
        assertThat(header(client.play(other(url)), "etag")).isEqualTo(header(whole, "etag"));
        assertHead(url, whole);
        assertThat(client.play(url, "If-None-Match", header(whole, "etag")).statusCode())
                .isEqualTo(304);
        assertThat(client.play(url, "Range", "bytes=999999999-").statusCode()).isEqualTo(416);
        assertThat(client.play(url, "Range", "bytes=-5").body()).hasSize(5);
        assertThat(header(client.play(url + "?download=Best%20bits"), "content-disposition"))
                .startsWith("attachment; filename=\"Best bits.mp4\"");
    }

    static Stream<String> preciseSources() {
        Stream<String> few = Stream.of("avc-b-pyramid", "hevc-open-gop");
        return FULL
                ? Stream.concat(
                        few, Stream.of("avc-open-gop", "avc-2997", "avc-variable-rate", "hevc-hvc1", "vp9", "av1"))
                : few;
    }

    @ParameterizedTest
    @MethodSource("preciseSources")
    void precise_ofSeveralClips_hasTheFramesOfThePreciseClips_evenIfEditListsAreIgnored(String name)
            throws IOException {
        List<Cut> clips = cuts.some(FULL ? 12 : 3, name);
        JsonNode sequence = cuts.sequence("Precise", clips);
        String url = sequence.path("preciseStreamUrl").asString();
        assertThat(url).isNotEqualTo(sequence.path("streamUrl").asString());

        HttpResponse<byte[]> whole = client.play(url);

        assertThat(whole.statusCode()).isEqualTo(200);
        List<String> expected = cuts.preciseFrames(clips);
        assertThat(cuts.decoded(whole.body(), Oracle.Edits.IGNORED)).isEqualTo(expected);
        assertThat(cuts.decoded(whole.body(), Oracle.Edits.HONOURED)).isEqualTo(expected);
        assertThat(joined(url, whole.body().length, 7)).isEqualTo(whole.body());
        assertHead(url, whole);
        assertThat(duration(whole.body()))
                .isCloseTo(sequence.path("durationSeconds").asDouble(), within(0.03));
    }

    /** Only with full sizes, because most of the clips are encoded. A sequence may have a clip several times. */
    @ParameterizedTest
    @MethodSource("hundredsOfClips")
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void sequence_ofFiveHundredClips_hasTheirFrames(List<String> names) throws IOException {
        var clips = new ArrayList<Cut>();
        for (int round = 0; round < 4; round++) {
            String name = names.get(round % names.size());
            clips.addAll(
                    round < names.size()
                            ? cuts.neighbours(MOST_CLIPS / 4, name)
                            : List.copyOf(clips.subList(0, MOST_CLIPS / 4)));
        }
        Collections.shuffle(clips, new Random(MOST_CLIPS));
        JsonNode sequence = cuts.sequence("Many", clips);

        HttpResponse<byte[]> copy = client.play(sequence.path("streamUrl").asString());

        assertThat(copy.statusCode()).isEqualTo(200);
        assertThat(cuts.decoded(copy.body(), Oracle.Edits.HONOURED)).isEqualTo(frames(clips));
        assertThat(joined(sequence.path("streamUrl").asString(), copy.body().length, 11))
                .isEqualTo(copy.body());
        for (Cut cut : clips) {
            // A request for all of them at once takes longer than a client waits.
            assertThat(client.play(cut.clip().path("preciseStreamUrl").asString())
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<byte[]> precise =
                client.play(sequence.path("preciseStreamUrl").asString());
        assertThat(precise.statusCode()).isEqualTo(200);
        cuts.assertLike(precise.body(), clips);
    }

    static Stream<List<String>> hundredsOfClips() {
        return Stream.of(
                List.of("avc-b-pyramid"), List.of("avc-b-pyramid", "avc-2997", "avc-closed-gop", "avc-long-gop"));
    }

    @Test
    void chapters_areReadByFfmpeg() throws IOException {
        List<Cut> clips = cuts.some(3, "avc-closed-gop");
        client.patch("/api/clips/" + id(clips.get(1).clip()), Map.of("title", "Zwölf \"Boxkämpfer\" 拳"))
                .expect(200);
        JsonNode sequence = cuts.sequence("Chapters", clips);
        Path file = cuts.file(client.play(sequence.path("streamUrl").asString()).body());

        String listing = FfmpegRun.of(
                        List.of("-nostdin", "-i", file.toString(), "-map_metadata", "0", "-f", "ffmetadata", "pipe:1"))
                .orThrow()
                .stdoutText();

        assertThat(listing.lines().filter(line -> line.startsWith("title=")).toList())
                .containsExactly("title=Clip 1", "title=Zwölf \"Boxkämpfer\" 拳", "title=Clip 3");
        List<Double> starts = listing.lines()
                .filter(line -> line.startsWith("START="))
                .map(line -> Long.parseLong(line.substring(6)) / 1000.0)
                .toList();
        for (int i = 0; i < 3; i++) {
            assertThat(starts.get(i))
                    .isCloseTo(sequence.path("chapters").get(i).path("start").asDouble(), within(0.002));
        }
    }

    @Test
    void stream_afterAClipChanged_isGone() {
        List<Cut> clips = cuts.some(2, "avc-closed-gop");
        JsonNode before = cuts.sequence("Changing", clips);
        String path = "/api/sequences/" + id(before);
        String url = before.path("streamUrl").asString();
        String clip = "/api/clips/" + id(clips.getFirst().clip());
        assertThat(client.play(url).statusCode()).isEqualTo(200);

        client.patch(clip, Map.of("title", "Another title")).expect(200);

        JsonNode titled = client.get(path).expect(200);
        assertThat(titled.path("streamUrl").asString()).isNotEqualTo(url);
        assertThat(titled.path("hlsUrl")).isEqualTo(before.path("hlsUrl"));
        // Another request may have read the state of before while the change was written.
        JsonNode gone = eventually(url, 410, "version-gone");
        assertThat(client.play(gone.path("currentUrl").asString()).statusCode()).isEqualTo(200);
        assertProblem(url.replace(id(before), UUID.randomUUID().toString()), 404, "sequence-unknown");

        client.delete(clip).expect(204);

        eventually(titled.path("streamUrl").asString(), 410, "version-gone");
        JsonNode deleted = client.get(path).expect(200);
        assertThat(deleted.path("streamUrl").isNull()).isTrue();
        assertThat(deleted.path("preciseStreamUrl").isNull()).isTrue();
        assertThat(deleted.path("mp4Problem").isNull()).isTrue();
    }

    @Test
    void stream_ofASourceWhoseObjectChanged_failsBeforeTheFirstByte() {
        Origin.storage().put("changing.mp4", MediaMatrix.entry("avc-closed-gop").file());
        JsonNode source = client.readySource("s3://" + Origin.storage().bucket() + "/changing.mp4");
        List<Cut> clips = List.of(
                new Cut("avc-closed-gop", 0, 0, client.clip(source, 1, 2)),
                new Cut("avc-closed-gop", 0, 0, client.clip(source, 4, 5)));
        String url = cuts.sequence("Changed", clips).path("streamUrl").asString();
        assertThat(client.play(url).statusCode()).isEqualTo(200);

        Origin.storage().put("changing.mp4", MediaMatrix.entry("avc-b-pyramid").file());

        assertProblem(url, 409, "source-changed");
        eventually(url, 410, "version-gone");
    }

    @Test
    void sequence_ofMediaThatDiffers_hasNoMp4_andSaysWhy() {
        Cut usual = cuts.some(1, "avc-closed-gop").getFirst();
        Map<String, String> expected = new HashMap<>();
        expected.put("avc-422", "chroma");
        expected.put("avc-44100-mono", "has audio in aac (1 channels, 44100 Hz) instead of aac (2 channels, 48000 Hz)");
        expected.forEach((name, text) -> {
            Cut differing = cuts.some(1, name).getFirst();
            JsonNode sequence = cuts.sequence("Mixed", List.of(usual, differing));

            assertThat(sequence.path("streamUrl").isNull()).as(name).isTrue();
            assertThat(sequence.path("preciseStreamUrl").isNull()).isTrue();
            JsonNode problem = sequence.path("mp4Problem");
            assertThat(problem.path("code").asString()).isEqualTo("sequence-mixed-media");
            assertThat(problem.path("text").asString())
                    .contains(id(differing.clip()))
                    .contains(text);
            assertThat(problem.path("clipIds").get(0).asString()).isEqualTo(id(differing.clip()));
            assertThat(client.play(sequence.path("hlsUrl").asString()).statusCode())
                    .isEqualTo(200);
        });
    }

    /**
     * At most one page read and one ranged read for each clip, plus a tenth; H.265 needs one more, for the splice points. The clips
     * of the first source share one page, which is read once.
     */
    @ParameterizedTest
    @CsvSource({"avc-closed-gop, 1.1", "hevc-open-gop, 3"})
    void copy_cold_readsEachClipOnce(String name, double readsOfAClip) {
        List<Cut> clips = cuts.some(10, name);
        String url = cuts.sequence("Cost", clips).path("streamUrl").asString();
        SliceMeters.Reads before = SliceMeters.reads(other);

        HttpResponse<byte[]> whole = client.play(other(url));

        SliceMeters.Reads reads = SliceMeters.reads(other).since(before);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(reads.requests()).isLessThanOrEqualTo(Math.round(clips.size() * readsOfAClip * 1.1));
    }

    private static void assertHead(String url, HttpResponse<byte[]> whole) {
        OriginClient.Answer head = client.send(client.request(url)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(String.valueOf(whole.body().length));
        assertThat(head.header("etag")).isEqualTo(header(whole, "etag"));
    }

    /** The bytes of several ranges, from the two instances in turns. */
    private static byte[] joined(String url, int lengthBytes, int parts) {
        var random = new Random(lengthBytes);
        int[] cuts = IntStream.concat(
                        IntStream.of(0, lengthBytes),
                        random.ints(1, lengthBytes).distinct().limit(parts - 1L))
                .sorted()
                .toArray();
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i + 1 < cuts.length; i++) {
            HttpResponse<byte[]> part =
                    client.play(i % 2 == 0 ? url : other(url), "Range", "bytes=" + cuts[i] + "-" + (cuts[i + 1] - 1));
            assertThat(part.statusCode()).isEqualTo(206);
            bytes.writeBytes(part.body());
        }
        return bytes.toByteArray();
    }

    private static String other(String url) {
        return other.base().resolve(URI.create(url).getRawPath()).toString();
    }

    private double duration(byte[] bytes) throws IOException {
        return Mp4Facts.of(cuts.file(bytes)).durationUs() / 1e6;
    }

    private static JsonNode assertProblem(String url, int status, String code) {
        HttpResponse<byte[]> response = client.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(status);
        assertThat(header(response, "cache-control")).contains("no-store");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("code").asString()).as(url).isEqualTo(code);
        return problem;
    }

    private static JsonNode eventually(String url, int status, String code) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(client.play(url).statusCode()).isEqualTo(status));
        return assertProblem(url, status, code);
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asString();
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
