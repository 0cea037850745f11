package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Crowd;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Cut operations from many sides at once: whatever comes, the clips of a source stay a partition of what they covered. */
class CutOperationsIT {

    private static final int THREADS = 8;
    private static final int OPERATIONS = Boolean.getBoolean("cliprange.full") ? 10_000 : 200;
    private static final List<String> FILES = List.of("avc-2997", "avc-60", "avc-timescale-1000");

    @ParameterizedTest
    @ValueSource(longs = 1)
    void operations_randomFromEightThreads_keepEveryInvariantAndUndoToTheStart(long seed) {
        try (Origin origin = Origin.start(Map.of())) {
            OriginClient client = origin.client();
            List<JsonNode> sources = FILES.subList(0, seed == 1 ? 1 : FILES.size()).stream()
                    .map(file -> origin.source(MediaMatrix.entry(file).file()))
                    .toList();
            sources.forEach(source -> client.post(path(source) + "/clips:partition", Map.of("cuts", List.of(1, 2)))
                    .expect(200));
            List<List<String>> start =
                    sources.stream().map(source -> what(clips(client, source))).toList();
            var done = new AtomicInteger();

            Crowd.all(IntStream.range(0, THREADS).boxed().toList(), thread -> {
                var random = new Random(seed * 1000 + thread);
                for (int i = 0; i < OPERATIONS / THREADS; i++) {
                    JsonNode source = sources.get(random.nextInt(sources.size()));
                    OriginClient.Answer answer = randomOperation(client, source, random);
                    assertThat(answer.status())
                            .as("seed %d: %s", seed, answer.body())
                            .isIn(200, 404, 409, 422);
                    done.addAndGet(answer.status() == 200 ? 1 : 0);
                    assertCovered(source, clips(client, source));
                }
                return thread;
            });

            assertThat(done.get()).isGreaterThan(OPERATIONS / 10);
            int logged = sources.stream()
                    .mapToInt(source -> operations(client, source).size())
                    .sum();
            assertThat(logged).isEqualTo(done.get() + sources.size());
            for (int i = 0; i < sources.size(); i++) {
                undoAllButTheFirst(client, sources.get(i));
                assertThat(what(clips(client, sources.get(i)))).isEqualTo(start.get(i));
            }
        }
    }

    @Test
    void operations_serverKilledAmongThem_leaveNoneHalfDone() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        JsonNode source;
        try (OriginProcess origin = OriginProcess.ready(database.properties())) {
            OriginClient client = origin.client();
            var file = MediaMatrix.entry("avc-2997").file();
            Origin.storage().put("killed.mp4", file);
            source = client.readySource("s3://" + Origin.storage().bucket() + "/killed.mp4");
            JsonNode killed = source;
            client.post(path(source) + "/clips:partition", Map.of("cuts", List.of(1, 2)))
                    .expect(200);
            var answered = new AtomicInteger();
            Thread killer = Thread.startVirtualThread(() -> {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> answered.get() >= 50);
                origin.kill();
            });
            Crowd.all(IntStream.range(0, THREADS).boxed().toList(), thread -> {
                var random = new Random(thread);
                try {
                    for (int i = 0; i < 100; i++) {
                        randomOperation(client, killed, random);
                        answered.incrementAndGet();
                    }
                } catch (UncheckedIOException e) {
                    // The server is gone, which is the point.
                }
                return thread;
            });
            killer.join();
            assertThat(answered.get()).isBetween(50, THREADS * 100 - 1);
        }
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            OriginClient client = origin.client();
            assertCovered(source, clips(client, source));
            List<JsonNode> operations = operations(client, source);
            assertThat(operations)
                    .allMatch(operation -> operation.path("changeCount").asInt() > 0);

            undoAllButTheFirst(client, source);

            assertThat(clips(client, source)).hasSize(3);
            assertCovered(source, clips(client, source));
        }
    }

    @Test
    void edit_onOneInstance_isSeenOnTheOthersPlaybackWithinASecond() {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        try (Origin one = Origin.start(database, Origin.storage(), Map.of());
                Origin other = Origin.start(database, Origin.storage(), Map.of())) {
            JsonNode source = one.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clip = one.client().clip(source, 1, 2);
            String stream = "/videos/clips/" + clip.path("id").asString() + "/stream/"
                    + clip.path("version").asString();
            assertThat(other.client().get(stream).status()).isEqualTo(200);

            JsonNode edited = one.client()
                    .patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 2.5))
                    .expect(200);

            // What is promised is a second; a busy machine's own delays come on top.
            OriginClient.Answer old = await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> other.client().get(stream), answer -> answer.status() != 200);
            assertThat(old.status()).isEqualTo(410);
            assertThat(old.body().path("currentUrl").asString())
                    .endsWith("/" + edited.path("version").asString());
        }
    }

    @Test
    void operations_tooOldToBeUndone_goWithTheClipsTheyDeleted() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-60").file());
            for (int i = 1; i <= 3; i++) {
                client.post(path(source) + "/clips:partition", Map.of("cuts", List.of(i)))
                        .expect(200);
            }
            execute(
                    database,
                    "UPDATE cut_operation SET created_at = created_at - interval '31 days'"
                            + " WHERE number < (SELECT max(number) FROM cut_operation)",
                    "UPDATE clip SET deleted_at = deleted_at - interval '31 days' WHERE deleted_at <"
                            + " (SELECT max(deleted_at) FROM clip)");

            origin.bean(CutLogPruning.class).prune().block(Duration.ofSeconds(30));

            List<JsonNode> left = operations(client, source);
            assertThat(left).hasSize(1);
            assertThat(count(database, "SELECT count(*) FROM clip")).isEqualTo(4);
            client.post("/api/operations/" + left.getFirst().path("id").asString() + "/undo", Map.of())
                    .expect(200);
            assertCovered(source, clips(client, source));
        }
    }

    private static void execute(TestPostgres.Database database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int count(TestPostgres.Database database, String query) throws SQLException {
        try (Connection connection = database.connect();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static OriginClient.Answer randomOperation(OriginClient client, JsonNode source, Random random) {
        List<JsonNode> clips = clips(client, source);
        int at = random.nextInt(clips.size());
        JsonNode clip = clips.get(at);
        String path = "/api/clips/" + clip.path("id").asString();
        int frames = source.path("video").path("frames").asInt();
        int from = clip.path("startFrame").asInt();
        int to = clip.path("endFrame").asInt();
        Map<String, Integer> near = Map.of("frame", Math.min(frames, from + random.nextInt(to - from + 2)));
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> client.post(path + "/split", Map.of("at", near));
            case 4, 5 ->
                client.post(
                        path + "/merge",
                        Map.of(
                                "with",
                                clips.get((at + 1) % clips.size()).path("id").asString()));
            case 6, 7, 8 -> client.post(path + "/move-end", Map.of("to", near));
            default ->
                client.post(
                        "/api/sources/" + source.path("id").asString() + "/clips:partition",
                        Map.of("cuts", List.of(near, Map.of("frame", 1 + random.nextInt(frames)))));
        };
    }

    private static void undoAllButTheFirst(OriginClient client, JsonNode source) {
        List<JsonNode> operations = operations(client, source);
        for (JsonNode operation : operations.subList(0, operations.size() - 1)) {
            client.post("/api/operations/" + operation.path("id").asString() + "/undo", Map.of())
                    .expect(200);
        }
    }

    /** One read is one snapshot: 500 clips are more than any of these sources has frames. */
    private static List<JsonNode> clips(OriginClient client, JsonNode source) {
        JsonNode page = client.get(path(source) + "/clips?limit=500").expect(200);
        assertThat(page.path("next").isNull()).isTrue();
        List<JsonNode> clips = new ArrayList<>();
        page.path("items").forEach(clips::add);
        return clips;
    }

    private static List<JsonNode> operations(OriginClient client, JsonNode source) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    client.get(path(source) + "/operations?limit=100" + after).expect(200);
            page.path("items").forEach(all::add);
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());
        return all;
    }

    private static void assertCovered(JsonNode source, List<JsonNode> clips) {
        BigDecimal at = BigDecimal.ZERO;
        int frame = 0;
        for (JsonNode clip : clips) {
            assertThat(clip.path("start").decimalValue()).isEqualByComparingTo(at);
            assertThat(clip.path("startFrame").asInt()).isEqualTo(frame);
            assertThat(clip.path("endFrame").asInt()).isGreaterThan(frame);
            at = clip.path("end").decimalValue();
            frame = clip.path("endFrame").asInt();
        }
        assertThat(at).isEqualByComparingTo(source.path("durationSeconds").decimalValue());
        assertThat(frame).isEqualTo(source.path("video").path("frames").asInt());
    }

    private static List<String> what(List<JsonNode> clips) {
        return clips.stream()
                .map(clip -> clip.path("id") + " " + clip.path("version"))
                .toList();
    }

    private static String path(JsonNode source) {
        return "/api/sources/" + source.path("id").asString();
    }
}
