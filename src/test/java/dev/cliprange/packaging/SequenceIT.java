package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls on sequences, and what becomes of their URLs when clips change. */
@ExtendWith(NettyLeaks.class)
class SequenceIT {

    private static final Origin ORIGIN = Origin.shared();
    private static final OriginClient CLIENT = ORIGIN.client();
    private static final SequencePlayer PLAYER = new SequencePlayer(CLIENT);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static JsonNode source;

    @BeforeAll
    static void register() {
        source = ORIGIN.source(MediaMatrix.entry("avc-long-gop").file());
    }

    @AfterAll
    static void deleteSource() {
        CLIENT.deleteSources();
    }

    @BeforeEach
    void deleteOtherSequences() {
        SequencePlayer.deleteSequences(CLIENT);
    }

    @AfterEach
    void deleteClipsAndSequences() {
        SequencePlayer.deleteSequences(CLIENT);
        CLIENT.get("/api/sources/" + source.path("id").asString() + "/clips?limit=500")
                .expect(200)
                .path("items")
                .forEach(it ->
                        CLIENT.delete("/api/clips/" + it.path("id").asString()).expect(204));
    }

    @Test
    void create_ofTwoClips_isFoundListedAndDeleted() {
        String first = id(CLIENT.post(
                        "/api/sources/" + source.path("id").asString() + "/clips",
                        Map.of("start", 1, "end", 3, "title", "One"))
                .expect(201));
        String second = clip(5, 9.2);

        OriginClient.Answer created =
                CLIENT.post("/api/sequences", Map.of("clipIds", List.of(second, first), "title", "Both"));

        JsonNode sequence = created.expect(201);
        String path = "/api/sequences/" + id(sequence);
        assertThat(created.header("location")).isEqualTo(path);
        assertThat(CLIENT.get(path).expect(200)).isEqualTo(sequence);
        assertThat(sequence.path("title").asString()).isEqualTo("Both");
        assertThat(sequence.path("durationSeconds").decimalValue()).isEqualByComparingTo("6.2");
        assertThat(sequence.path("clipIds")).hasSize(2);
        assertThat(sequence.path("chapters").get(0).path("title").isNull()).isTrue();
        assertThat(sequence.path("chapters").get(1).path("title").asString()).isEqualTo("One");
        assertThat(sequence.path("chapters").get(1).path("start").decimalValue())
                .isEqualByComparingTo("4.2");
        assertThat(sequence.path("hlsUrl").asString())
                .endsWith("/videos/sequences/" + id(sequence) + "/"
                        + sequence.path("version").asString() + "/master.m3u8");
        assertThat(CLIENT.play(sequence.path("dashUrl").asString()).statusCode())
                .isEqualTo(200);

        String other = id(create(first));
        JsonNode page = CLIENT.get("/api/sequences?limit=1").expect(200);
        assertThat(id(page.path("items").get(0))).isEqualTo(id(sequence));
        assertThat(page.path("items").get(0).path("clipCount").asInt()).isEqualTo(2);
        assertThat(page.path("items").get(0).path("version")).isEqualTo(sequence.path("version"));
        JsonNode next = CLIENT.get(
                        "/api/sequences?limit=1&after=" + page.path("next").asString())
                .expect(200);
        assertThat(id(next.path("items").get(0))).isEqualTo(other);
        assertThat(next.path("next").isNull()).isTrue();

        CLIENT.delete(path).expect(204);
        assertThat(CLIENT.get(path).status()).isEqualTo(404);
        assertProblem(sequence.path("hlsUrl").asString(), 404, "sequence-unknown");
        assertCode(CLIENT.delete(path), 404, "sequence-unknown");
        CLIENT.get("/api/clips/" + first).expect(200);
    }

    @Test
    void create_ofACutList_hasItsClipsInTheOrderOfTheSource() {
        String path = "/api/sources/" + source.path("id").asString();
        JsonNode list = CLIENT.post(path + "/cut-lists", Map.of("name", "b")).expect(201);
        Map<String, Object> body = Map.of("cutListId", id(list), "title", "List");
        clip(0, 9);
        JsonNode empty = assertCode(CLIENT.post("/api/sequences", body), 422, "sequence-empty");
        List<String> clips = Stream.of(List.of(5, 7), List.of(1, 2), List.of(3, 5))
                .map(range -> id(
                        CLIENT.post(path + "/clips", Map.of("start", range.get(0), "end", range.get(1), "cutList", "b"))
                                .expect(201)))
                .toList();

        JsonNode sequence = CLIENT.post("/api/sequences", body).expect(201);

        assertThat(empty.at("/errors/0/pointer").asString()).isEqualTo("/cutListId");
        assertThat(sequence.path("clipIds"))
                .extracting(JsonNode::asString)
                .containsExactly(clips.get(1), clips.get(2), clips.get(0));
        assertThat(sequence.path("durationSeconds").asInt()).isEqualTo(5);
        assertThat(CLIENT.play(sequence.path("hlsUrl").asString()).statusCode()).isEqualTo(200);
        String copy = id(create(clips.get(1), clips.get(2), clips.get(0)));
        assertThat(CLIENT.get("/api/sequences/" + copy).expect(200).path("version"))
                .isEqualTo(sequence.path("version"));
        // The sequence names the clips that the list had.
        CLIENT.delete(path + "/cut-lists/" + id(list)).expect(204);
        assertThat(CLIENT.get("/api/sequences/" + id(sequence)).expect(200).path("deletedClipIds"))
                .hasSize(3);
    }

    @Test
    void create_ofACutListWithTooManyClips_orOfClipsToo_isRejected() {
        String path = "/api/sources/" + source.path("id").asString();
        String list =
                id(CLIENT.post(path + "/cut-lists", Map.of("name", "many")).expect(201));
        List<Map<String, Integer>> cuts = IntStream.rangeClosed(1, Sequence.MOST_CLIPS)
                .mapToObj(frame -> Map.of("frame", frame))
                .toList();
        CLIENT.post(path + "/clips:partition", Map.of("cuts", cuts, "cutList", list))
                .expect(200);

        JsonNode many = assertCode(CLIENT.post("/api/sequences", Map.of("cutListId", list)), 422, "sequence-too-long");
        JsonNode both = assertCode(
                CLIENT.post("/api/sequences", Map.of("cutListId", list, "clipIds", List.of(clip(1, 2)))),
                400,
                "request-invalid");

        assertThat(many.at("/errors/0/pointer").asString()).isEqualTo("/cutListId");
        assertThat(many.path("detail").asString()).contains("500");
        assertThat(both.path("detail").asString()).contains("'clipIds'", "'cutListId'");
        CLIENT.delete(path + "/cut-lists/" + list).expect(204);
    }

    @Test
    void create_repeatedWithItsKey_makesOneSequence() {
        String body = JsonMapper.shared().writeValueAsString(Map.of("clipIds", List.of(clip(1, 3))));
        String key = UUID.randomUUID().toString();

        List<OriginClient.Answer> answers = Stream.of(body, body)
                .map(it -> CLIENT.send(CLIENT.request("/api/sequences")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(it))
                        .build()))
                .toList();

        assertThat(answers.get(1).expect(201)).isEqualTo(answers.get(0).expect(201));
        assertThat(CLIENT.get("/api/sequences").expect(200).path("items")).hasSize(1);
    }

    @Test
    void create_ofClipsThatMakeNoSequence_namesThem() {
        String clip = clip(1, 3);
        String unknown = UUID.randomUUID().toString();

        assertCode(CLIENT.post("/api/sequences", Map.of("clipIds", List.of())), 422, "sequence-empty");
        assertCode(CLIENT.post("/api/sequences", Map.of("title", "none")), 400, "request-invalid");
        assertCode(
                CLIENT.post("/api/sequences", Map.of("clipIds", Collections.nCopies(501, clip))),
                400,
                "request-invalid");
        JsonNode missing = assertCode(
                CLIENT.post("/api/sequences", Map.of("clipIds", List.of(clip, unknown))), 404, "clip-not-found");
        assertThat(missing.path("errors").get(0).path("pointer").asString()).isEqualTo("/clipIds/1");
        assertThat(CLIENT.get("/api/sequences").expect(200).path("items")).isEmpty();
    }

    @Test
    void create_ofClipsWithoutACommonCodec_namesThoseThatDiffer() {
        String avc = clip(1, 3);
        String hevc = clipOf("hevc-hvc1");
        String silent = clipOf("avc-silent");
        String audio = clipOf("audio-aac");
        String matroska = clipOf("mkv-avc");

        JsonNode mixed = assertCode(
                CLIENT.post("/api/sequences", Map.of("clipIds", List.of(avc, hevc, avc))),
                422,
                "sequence-mixed-codecs");
        assertThat(mixed.path("clipIds").valueStream().map(JsonNode::asString)).containsExactly(hevc);
        assertThat(mixed.path("detail").asString()).contains(hevc, "hvc1").doesNotContain(avc);
        assertThat(mixed.path("errors").get(0).path("pointer").asString()).isEqualTo("/clipIds/1");
        JsonNode without = assertCode(
                CLIENT.post("/api/sequences", Map.of("clipIds", List.of(avc, audio))), 422, "sequence-mixed-codecs");
        assertThat(without.path("detail").asString()).contains(audio, "no video");
        JsonNode unsliced = assertCode(
                CLIENT.post("/api/sequences", Map.of("clipIds", List.of(avc, matroska))), 422, "media-unsupported");
        assertThat(unsliced.path("clipIds").valueStream().map(JsonNode::asString))
                .containsExactly(matroska);
        create(hevc, hevc);
        create(silent);
        create(audio);
    }

    @Test
    void sequence_ofAChangedClip_hasANewVersion() {
        String first = clip(1, 3);
        String second = clip(5, 9);
        JsonNode before = create(first, second);
        String segment = PLAYER.hls(hls(before), "video/source/index.m3u8")
                .getLast()
                .urls()
                .getLast();
        assertThat(CLIENT.play(segment).statusCode()).isEqualTo(200);

        CLIENT.patch("/api/clips/" + first, Map.of("title", "Renamed")).expect(200);
        assertThat(get(before).path("version")).isEqualTo(before.path("version"));
        CLIENT.patch("/api/clips/" + second, Map.of("end", 8)).expect(200);

        JsonNode now = get(before);
        assertThat(now.path("version")).isNotEqualTo(before.path("version"));
        assertThat(now.path("durationSeconds").asInt()).isEqualTo(5);
        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(assertProblem(hls(before), 410, "version-gone")
                            .path("currentUrl")
                            .asString())
                    .isEqualTo(hls(now));
            assertThat(assertProblem(before.path("dashUrl").asString(), 410, "version-gone")
                            .path("currentUrl"))
                    .isEqualTo(now.path("dashUrl"));
            assertProblem(segment, 410, "version-gone");
        });
        assertThat(CLIENT.play(hls(now)).statusCode()).isEqualTo(200);
    }

    @Test
    void sequence_ofADeletedClip_isGoneUntilTheDeletionIsUndone() {
        String first = clip(1, 3);
        String second = clip(5, 9);
        JsonNode before = create(first, second);

        CLIENT.delete("/api/clips/" + second).expect(204);

        JsonNode now = get(before);
        assertThat(now.path("version").isNull()).isTrue();
        assertThat(now.path("hlsUrl").isNull()).isTrue();
        assertThat(now.path("chapters")).isEmpty();
        assertThat(now.path("deletedClipIds").get(0).asString()).isEqualTo(second);
        await().atMost(LONGEST).untilAsserted(() -> {
            JsonNode gone = assertProblem(hls(before), 410, "version-gone");
            assertThat(gone.has("currentUrl")).isFalse();
            assertThat(gone.path("clipIds").get(0).asString()).isEqualTo(second);
        });
        assertThat(CLIENT.get("/api/sequences")
                        .expect(200)
                        .path("items")
                        .get(0)
                        .path("hlsUrl")
                        .isNull())
                .isTrue();

        String operation = id(CLIENT.get("/api/sources/" + source.path("id").asString() + "/operations")
                .expect(200)
                .path("items")
                .get(0));
        CLIENT.post("/api/operations/" + operation + "/undo", Map.of()).expect(200);
        assertThat(get(before)).isEqualTo(before);
        await().atMost(LONGEST)
                .untilAsserted(
                        () -> assertThat(CLIENT.play(hls(before)).statusCode()).isEqualTo(200));
    }

    @Test
    void files_areImmutable_andOnlyThoseThatPlaylistsName() {
        JsonNode sequence = create(clip(1, 3), clip(5, 9));
        String folder = hls(sequence).substring(0, hls(sequence).lastIndexOf('/') + 1);
        String segment = PLAYER.hls(hls(sequence), "video/source/index.m3u8")
                .get(1)
                .urls()
                .get(1);

        for (String url : List.of(hls(sequence), folder + "video/source/index.m3u8", segment)) {
            HttpResponse<byte[]> whole = CLIENT.play(url);
            assertThat(header(whole, "cache-control")).contains("immutable");
            assertThat(header(whole, "content-length")).isEqualTo(String.valueOf(whole.body().length));
            assertThat(CLIENT.play(url, "Range", "bytes=1-9").statusCode()).isEqualTo(206);
            assertThat(CLIENT.play(url, "If-None-Match", header(whole, "etag")).statusCode())
                    .isEqualTo(304);
        }
        assertThat(header(CLIENT.play(segment), "clip-range")).isEqualTo("5-9");
        assertThat(header(CLIENT.play(hls(sequence)), "clip-range")).isEmpty();
        assertThat(header(CLIENT.play(hls(sequence), "Accept-Encoding", "gzip"), "content-encoding"))
                .isEqualTo("gzip");
        for (String path : List.of(
                "2/video/source/init.mp4",
                "00/video/source/init.mp4",
                "0/video/source/1.m4s",
                "0/video/source/index.m3u8",
                "0/video/other/init.mp4",
                "video/other/index.m3u8",
                "video/source/init.mp4",
                "copy/video/source/index.m3u8",
                "text/1/index.m3u8")) {
            assertProblem(folder + path, 404, "segment-not-found");
        }
        assertProblem(hls(sequence).replace(id(sequence), UUID.randomUUID().toString()), 404, "sequence-unknown");
    }

    @Test
    void sequence_ofFiveHundredClips_hasAllOfThem() {
        List<Object> cuts = new ArrayList<>();
        IntStream.range(1, 500).forEach(frame -> cuts.add(Map.of("frame", frame)));
        List<String> clips = new ArrayList<>();
        CLIENT.post("/api/sources/" + source.path("id").asString() + "/clips:partition", Map.of("cuts", cuts))
                .expect(200)
                .path("clips")
                .forEach(clip -> clips.add(id(clip)));
        Collections.reverse(clips);

        JsonNode sequence =
                CLIENT.post("/api/sequences", Map.of("clipIds", clips)).expect(201);

        assertThat(sequence.path("chapters")).hasSize(500);
        assertThat(sequence.path("durationSeconds")).isEqualTo(source.path("durationSeconds"));
        String master = PLAYER.text(hls(sequence));
        String folder = hls(sequence).substring(0, hls(sequence).lastIndexOf('/') + 1);
        for (String track : List.of(SequencePlayer.video(master), SequencePlayer.audio(master))) {
            HlsPlaylist playlist = HlsPlaylist.parse(PLAYER.text(folder + track));
            assertThat(playlist.tags("EXT-X-DISCONTINUITY")).hasSize(499);
            assertThat(playlist.tags("EXT-X-MAP")).hasSize(500);
        }
        assertThat(PLAYER.text(sequence.path("dashUrl").asString()).split("<Period ", -1))
                .hasSize(501);
        String last = PLAYER.hls(hls(sequence), SequencePlayer.audio(master))
                .getLast()
                .urls()
                .getLast();
        assertThat(last).contains("/499/");
        assertThat(CLIENT.play(last).statusCode()).isEqualTo(200);
        // One call instead of five hundred deletions.
        CLIENT.post("/api/sources/" + source.path("id").asString() + "/clips:partition", Map.of("cuts", List.of(1)))
                .expect(200);
    }

    private static String clip(double start, double end) {
        return id(CLIENT.clip(source, start, end));
    }

    private static String clipOf(String entry) {
        return id(CLIENT.clip(ORIGIN.source(MediaMatrix.entry(entry).file()), 1, 3));
    }

    private static JsonNode create(String... clipIds) {
        return CLIENT.post("/api/sequences", Map.of("clipIds", List.of(clipIds)))
                .expect(201);
    }

    private static JsonNode get(JsonNode sequence) {
        return CLIENT.get("/api/sequences/" + id(sequence)).expect(200);
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asString();
    }

    private static String hls(JsonNode sequence) {
        return sequence.path("hlsUrl").asString();
    }

    private static JsonNode assertCode(OriginClient.Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        return answer.body();
    }

    private static JsonNode assertProblem(String url, int status, String code) {
        HttpResponse<byte[]> response = CLIENT.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(status);
        assertThat(header(response, "cache-control")).contains("no-store");
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(problem.path("code").asString()).as(url).isEqualTo(code);
        return problem;
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
