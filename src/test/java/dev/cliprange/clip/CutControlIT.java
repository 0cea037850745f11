package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.r2dbc.repository.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cuts through the control face, on a real database. The source has 29.97 frames a second. */
class CutControlIT {

    private static final int MANY = Boolean.getBoolean("cliprange.full") ? 10_000 : 2_500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();
    private JsonNode source = JSON.nullNode();
    private String path = "";

    @BeforeEach
    void register() {
        // An object of its own: other tests cut the shared one.
        Origin.storage()
                .put("cut-control/avc-2997.mp4", MediaMatrix.entry("avc-2997").file());
        source = client.readySource("s3://" + Origin.storage().bucket() + "/cut-control/avc-2997.mp4");
        path = "/api/sources/" + source.path("id").asString();
    }

    @AfterEach
    void deleteSource() {
        client.delete(path).expect(204);
    }

    @Test
    void partition_cuts_coverTheWholeSourceWithExactFrameBoundaries() {
        client.clip(source, 1, 2);

        JsonNode made = partition(2, 1.01).path("clips");

        assertThat(made).hasSize(3);
        assertThat(frames(made.get(0))).containsExactly(0, 30);
        assertThat(frames(made.get(1))).containsExactly(30, 60);
        assertThat(frames(made.get(2)))
                .containsExactly(60, source.path("video").path("frames").asInt());
        assertThat(made.get(1).path("end").decimalValue()).isEqualByComparingTo("2.002");
        assertThat(made.get(2).path("end")).isEqualTo(source.path("durationSeconds"));
        assertThat(all()).isEqualTo(list(made));
    }

    @Test
    void partition_cutsOnOneBoundary_areRefusedAndChangeNothing() {
        JsonNode before = partition(1);

        assertRefused(client.post(path + "/clips:partition", Map.of("cuts", List.of(2, 2.001))), 422, "range-empty");
        assertRefused(client.post(path + "/clips:partition", Map.of("cuts", List.of(0))), 422, "range-empty");
        assertRefused(
                client.post(path + "/clips:partition", Map.of("cuts", List.of(1, 10_000))),
                422,
                "range-outside-source");
        assertRefused(client.post(path + "/clips:partition", Map.of()), 400, "request-invalid");

        assertThat(all()).isEqualTo(list(before.path("clips")));
    }

    @Test
    void split_insideAClip_givesTwoNeighbours() {
        JsonNode clip = client.post(path + "/clips", Map.of("start", 1, "end", 3, "title", "both"))
                .expect(201);

        JsonNode halves =
                client.post(of(clip) + "/split", Map.of("at", 2)).expect(200).path("clips");

        assertThat(halves).hasSize(2);
        assertThat(halves.get(0).path("id")).isEqualTo(clip.path("id"));
        assertThat(halves.get(0).path("start")).isEqualTo(clip.path("start"));
        assertThat(halves.get(0).path("end")).isEqualTo(halves.get(1).path("start"));
        assertThat(halves.get(1).path("end")).isEqualTo(clip.path("end"));
        assertThat(halves.get(1).path("title").asString()).isEqualTo("both");
        assertThat(client.get(clip.path("streamUrl").asString()).status()).isEqualTo(410);
    }

    @Test
    void split_withoutAFrameLeft_isRefused() {
        JsonNode clip = client.clip(source, 1, 3);

        for (Object at : new Object[] {1, 3, 0, 4, 1.0001, Map.of("frame", 30)}) {
            assertRefused(client.post(of(clip) + "/split", Map.of("at", at)), 422, "range-empty");
        }
        client.post(of(clip) + "/split", Map.of("at", Map.of("frame", 31))).expect(200);
    }

    @Test
    void merge_neighbour_keepsTheClipThatWasAsked() {
        JsonNode made = partition(1, 2).path("clips");

        JsonNode merged = client.post(
                        of(made.get(1)) + "/merge",
                        Map.of("with", made.get(0).path("id").asString()))
                .expect(200);

        assertThat(merged.path("id")).isEqualTo(made.get(1).path("id"));
        assertThat(merged.path("start").asInt()).isZero();
        assertThat(merged.path("end")).isEqualTo(made.get(1).path("end"));
        assertThat(all()).hasSize(2);
        assertThat(client.get(of(made.get(0))).status()).isEqualTo(404);
    }

    @Test
    void merge_clipThatIsNoNeighbour_isRefused() {
        JsonNode made = partition(1, 2).path("clips");

        assertRefused(
                client.post(
                        of(made.get(0)) + "/merge",
                        Map.of("with", made.get(2).path("id").asString())),
                409,
                "clips-not-adjacent");
        assertRefused(
                client.post(
                        of(made.get(0)) + "/merge",
                        Map.of("with", made.get(0).path("id").asString())),
                409,
                "clips-not-adjacent");
        assertRefused(
                client.post(
                        of(made.get(0)) + "/merge",
                        Map.of("with", java.util.UUID.randomUUID().toString())),
                404,
                "clip-not-found");
    }

    @Test
    void moveEnd_sharedBoundary_movesForBoth() {
        JsonNode made = partition(1, 2).path("clips");

        JsonNode moved = client.post(of(made.get(0)) + "/move-end", Map.of("to", 1.5))
                .expect(200)
                .path("clips");

        assertThat(frames(moved.get(0))).containsExactly(0, 45);
        assertThat(frames(moved.get(1))).containsExactly(45, 60);
        assertThat(moved.get(0).path("id")).isEqualTo(made.get(0).path("id"));
        assertThat(moved.get(1).path("id")).isEqualTo(made.get(1).path("id"));
    }

    @Test
    void moveEnd_withoutNeighbourOrFrame_isRefused() {
        JsonNode made = partition(1, 2).path("clips");

        assertRefused(client.post(of(made.get(2)) + "/move-end", Map.of("to", 3)), 409, "clips-not-adjacent");
        assertRefused(client.post(of(made.get(0)) + "/move-end", Map.of("to", 2)), 422, "range-empty");
        assertRefused(client.post(of(made.get(1)) + "/move-end", Map.of("to", 1)), 422, "range-empty");
        client.post(of(made.get(0)) + "/move-end", Map.of("to", Map.of("frame", 59)))
                .expect(200);
    }

    @Test
    void eachOperation_underAnOldEntityTag_isRefused() {
        JsonNode made = partition(1, 2).path("clips");
        String other = made.get(1).path("id").asString();
        List<JsonNode> before = all();

        for (var call : List.of(
                Map.entry("/split", Map.of("at", 0.5)),
                Map.entry("/merge", Map.of("with", other)),
                Map.entry("/move-end", Map.of("to", 0.5)))) {
            OriginClient.Answer answer = under("\"99\"", of(made.get(0)) + call.getKey(), call.getValue());
            assertRefused(answer, 412, "precondition-failed");
        }
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void partitionAndUndo_underTheTagOfAnOlderState_areRefused() {
        String before = client.get(path + "/clips").header("etag");
        partition(1, 2);
        OriginClient.Answer list = client.get(path + "/clips");
        String undo = undo(client.get(path + "/operations").body().path("items").get(0));

        assertRefused(under(before, path + "/clips:partition", Map.of("cuts", List.of(3))), 412, "precondition-failed");
        assertRefused(under(before, undo, Map.of()), 412, "precondition-failed");
        assertThat(all()).isEqualTo(list(list.body().path("items")));

        under(list.header("etag"), undo, Map.of()).expect(200);
        assertThat(client.get(path + "/clips").header("etag")).isEqualTo(before);
        under(before, path + "/clips:partition", Map.of("cuts", List.of(3))).expect(200);
        assertThat(client.get(path + "/clips").header("etag")).isNotEqualTo(list.header("etag"));
    }

    @Test
    void undo_eachKindOfOperation_givesBackWhatWasThere() {
        List<List<JsonNode>> states = new ArrayList<>();
        List<Runnable> steps = List.of(
                () -> client.post(path + "/clips", Map.of("start", 1, "end", 2, "title", "one"))
                        .expect(201),
                () -> client.patch(of(all().getFirst()), Map.of("end", 3, "title", "two"))
                        .expect(200),
                () -> client.delete(of(all().getFirst())).expect(204),
                () -> partition(1, 2, 3),
                () -> client.post(of(all().get(1)) + "/split", Map.of("at", 1.5))
                        .expect(200),
                () -> client.post(
                                of(all().get(0)) + "/merge",
                                Map.of("with", all().get(1).path("id").asString()))
                        .expect(200),
                () -> client.post(of(all().get(0)) + "/move-end", Map.of("to", 0.5))
                        .expect(200));
        for (Runnable step : steps) {
            states.add(all());
            step.run();
        }

        JsonNode operations = client.get(path + "/operations").expect(200).path("items");
        assertThat(operations)
                .extracting(operation -> operation.path("kind").asString())
                .containsExactly("move-end", "merge", "split", "partition", "delete", "change", "create");
        assertThat(operations.get(0).path("changes")).hasSize(2);
        assertThat(operations.get(6).path("changes").get(0).path("before").isNull())
                .isTrue();
        for (JsonNode operation : operations) {
            JsonNode undone = client.post(undo(operation), Map.of()).expect(200);
            assertThat(undone.path("undoneAt").isNull()).isFalse();
            assertThat(what(all())).isEqualTo(what(states.removeLast()));
        }
    }

    @Test
    void undo_olderOrUndoneOrUnknownOperation_isRefused() {
        partition(1);
        partition(2);
        JsonNode operations = client.get(path + "/operations").body().path("items");

        assertRefused(client.post(undo(operations.get(1)), Map.of()), 409, "operation-not-newest");
        client.post(undo(operations.get(0)), Map.of()).expect(200);
        assertRefused(client.post(undo(operations.get(0)), Map.of()), 409, "operation-not-newest");
        client.post(undo(operations.get(1)), Map.of()).expect(200);
        assertRefused(
                client.post("/api/operations/" + java.util.UUID.randomUUID() + "/undo", Map.of()),
                404,
                "operation-unknown");
        assertThat(all()).isEmpty();
    }

    @Test
    void operations_inPages_areNewestFirst() {
        for (int cut = 1; cut <= 4; cut++) {
            partition(cut);
        }

        JsonNode first = client.get(path + "/operations?limit=3").expect(200);
        JsonNode second = client.get(
                        path + "/operations?limit=3&after=" + first.path("next").asString())
                .expect(200);

        assertThat(first.path("items")).hasSize(3);
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(second.path("items").get(0).path("changeCount").asInt()).isEqualTo(2);
    }

    @Test
    void partition_thousandsOfClips_isOneOperationAndOneUndo(@TempDir Path folder) throws Exception {
        JsonNode big = origin.source(manyFrames(folder));
        String bigPath = "/api/sources/" + big.path("id").asString();
        List<Map<String, Integer>> cuts = IntStream.range(1, MANY)
                .mapToObj(frame -> Map.of("frame", frame))
                .toList();
        client.post(bigPath + "/clips:partition", Map.of("cuts", List.of(1, 2))).expect(200);

        long started = System.nanoTime();
        JsonNode summary =
                client.post(bigPath + "/clips:partition", Map.of("cuts", cuts)).expect(200);
        long partitioned = System.nanoTime();
        List<JsonNode> made = listed(summary.path("clipsUrl").asString());
        long listed = System.nanoTime();
        client.post(bigPath + "/clips:partition", Map.of("cuts", cuts)).expect(200);
        long again = System.nanoTime();
        JsonNode last =
                client.get(bigPath + "/operations?limit=1").body().path("items").get(0);
        client.post(undo(last), Map.of()).expect(200);
        long undone = System.nanoTime();
        JsonNode halves = client.post(of(made.get(MANY - 1)) + "/split", Map.of("at", Map.of("frame", MANY + 50)))
                .expect(200);
        long split = System.nanoTime();
        System.getLogger("figures")
                .log(
                        System.Logger.Level.INFO,
                        MANY + " clips: partition: {0} ms, again: {1} ms, undo: {2} ms, split in it: {3} ms",
                        milliseconds(started, partitioned),
                        milliseconds(listed, again),
                        milliseconds(again, undone),
                        milliseconds(undone, split));

        assertThat(summary.path("clipCount").asInt()).isEqualTo(MANY);
        assertThat(summary.path("clips")).isEmpty();
        assertThat(made).hasSize(MANY);
        assertThat(last.path("changeCount").asInt()).isEqualTo(2 * MANY);
        assertThat(last.path("changes")).hasSize(100);
        assertThat(halves.path("clips")).hasSize(2);
        assertThat(blocksToFind(made.get(MANY / 2).path("id").asString())).isLessThan(20);
        client.delete(bigPath).expect(204);
    }

    /**
     * How much of the database looking a clip up touches. Once it was all of an index of live clips, for every request that
     * named a clip: what a planner takes that has no statistics yet.
     */
    private int blocksToFind(String clipId) throws Exception {
        String sql = ClipRepository.class
                .getDeclaredMethod("findById", UUID.class)
                .getAnnotation(Query.class)
                .value()
                .replace(":id", "'" + clipId + "'");
        try (var connection = origin.bean(DataSource.class).getConnection();
                var plan =
                        connection.createStatement().executeQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)) {
            plan.next();
            JsonNode top = JSON.readTree(plan.getString(1)).path(0).path("Plan");
            assertThat(top.path("Actual Rows").asInt()).isEqualTo(1);
            return top.path("Shared Hit Blocks").asInt()
                    + top.path("Shared Read Blocks").asInt();
        }
    }

    private OriginClient.Answer under(String tag, String address, Object body) {
        return client.send(client.request(address)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    /** All pages of a list. */
    private List<JsonNode> listed(String url) {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = client.get(url + "?limit=500" + after).expect(200);
            page.path("items").forEach(items::add);
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());
        return items;
    }

    private static long milliseconds(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    private static Path manyFrames(Path folder) {
        Path file = folder.resolve("many-frames.mp4");
        FfmpegRun run = FfmpegRun.of(List.of(
                "-f",
                "lavfi",
                "-i",
                "color=s=16x16:r=60:d=" + (MANY / 60 + 2),
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-y",
                file.toString()));
        assertThat(run.exitCode()).isZero();
        return file;
    }

    private JsonNode partition(Object... cuts) {
        return client.post(path + "/clips:partition", Map.of("cuts", List.of(cuts)))
                .expect(200);
    }

    private List<JsonNode> all() {
        return list(client.get(path + "/clips?limit=500").expect(200).path("items"));
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    /** What undoing gives back: all but the times of the changes. */
    private static List<String> what(List<JsonNode> clips) {
        return clips.stream()
                .map(clip -> clip.path("id") + " " + clip.path("title") + " " + clip.path("streamUrl"))
                .toList();
    }

    private static List<Integer> frames(JsonNode clip) {
        return List.of(clip.path("startFrame").asInt(), clip.path("endFrame").asInt());
    }

    private static String of(JsonNode clip) {
        return "/api/clips/" + clip.path("id").asString();
    }

    private static String undo(JsonNode operation) {
        return "/api/operations/" + operation.path("id").asString() + "/undo";
    }

    private static void assertRefused(OriginClient.Answer answer, int status, String code) {
        assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
    }
}
