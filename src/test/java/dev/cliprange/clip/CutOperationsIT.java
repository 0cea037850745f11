package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.clip.cut.CutLogPruning;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Cut operations when the server is killed, on two instances, and once they are old. */
class CutOperationsIT {

    private static final int THREADS = 8;
    private static final int OPERATIONS = 104;
    private static final int KILLS = Boolean.getBoolean("cliprange.full") ? 5 : 1;

    @Test
    void operations_serverKilledAmongThem_leaveNoneHalfDone() {
        for (long seed = 0; seed < KILLS; seed++) {
            killAmong(seed);
        }
    }

    private static void killAmong(long seed) {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        var done = new AtomicInteger();
        JsonNode registered;
        String begin;
        try (OriginProcess process = OriginProcess.ready(database.properties())) {
            Origin.storage().put("killed.mp4", MediaMatrix.entry("avc-2997").file());
            registered = process.client().readySource("s3://" + Origin.storage().bucket() + "/killed.mp4");
            var source = new CutSource(process.client(), registered);
            begin = source.partition(1, 2);
            var answered = new AtomicInteger();
            Concurrently.all(IntStream.range(0, THREADS).boxed().toList(), thread -> {
                var random = new Random(seed * 1000 + thread);
                try {
                    for (int i = 0; i < OPERATIONS / THREADS; i++) {
                        done.addAndGet(CutStep.random(random).on(source).status() == 200 ? 1 : 0);
                        if (answered.incrementAndGet() == OPERATIONS / 2) {
                            process.kill();
                        }
                    }
                } catch (UncheckedIOException e) {
                    // The server is gone, which is the point.
                }
                return thread;
            });
            assertThat(answered.get()).as("seed %d", seed).isBetween(OPERATIONS / 2, OPERATIONS - 1);
        }
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            var source = new CutSource(origin.client(), registered);
            source.assertCovered();
            List<JsonNode> logged = source.operationsSince(begin);
            // Nobody was told how those ended that were under way.
            assertThat(logged).as("seed %d", seed).hasSizeBetween(done.get(), done.get() + THREADS);
            System.getLogger("figures")
                    .log(
                            System.Logger.Level.INFO,
                            "killed among {0} operations: {1} answered as done, {2} in the log",
                            OPERATIONS,
                            done.get(),
                            logged.size());

            source.undoAllSince(begin);

            assertThat(source.clips()).hasSize(3);
            source.assertCovered();
        }
    }

    @Test
    void editAndDeletion_onOneInstance_areSeenOnTheOthersPlaybackWithinASecond() {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin one = Origin.start(database, Origin.storage(), Map.of());
                // It would ask by itself in an hour: what it sees it has from the feed.
                Origin other = Origin.start(database, Origin.storage(), Map.of("cliprange.clip.freshness", "1h"))) {
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

            String current = edited.path("streamUrl").asString().replaceFirst("^http://[^/]+", "");
            assertThat(other.client().get(current).status()).isEqualTo(200);
            one.client().delete("/api/clips/" + clip.path("id").asString()).expect(204);
            long deleted = System.nanoTime();
            OriginClient.Answer gone = await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> other.client().get(current), answer -> answer.status() != 200);
            System.getLogger("figures")
                    .log(
                            System.Logger.Level.INFO,
                            "a deleted clip was closed on the other instance after {0} ms",
                            Duration.ofNanos(System.nanoTime() - deleted).toMillis());
            assertThat(gone.status()).isEqualTo(404);
        }
    }

    @Test
    void operations_tooOldToBeUndone_goWithTheClipsTheyDeleted() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            OriginClient client = origin.client();
            var source = new CutSource(
                    client, origin.source(MediaMatrix.entry("avc-60").file()));
            for (int i = 1; i <= 3; i++) {
                source.partition(i);
            }
            execute(
                    database,
                    "UPDATE cut_operation SET created_at = created_at - interval '31 days'"
                            + " WHERE number < (SELECT max(number) FROM cut_operation)",
                    "UPDATE clip SET deleted_at = deleted_at - interval '31 days' WHERE deleted_at <"
                            + " (SELECT max(deleted_at) FROM clip)");

            origin.bean(CutLogPruning.class).prune().block(Duration.ofSeconds(30));

            JsonNode left =
                    client.get(source.path() + "/operations").expect(200).path("items");
            assertThat(left).hasSize(1);
            assertThat(count(database, "SELECT count(*) FROM clip")).isEqualTo(4);
            client.post("/api/operations/" + left.get(0).path("id").asString() + "/undo", Map.of())
                    .expect(200);
            source.assertCovered();
        }
    }

    /** One run deletes everything that is due, however many pages that is. */
    @Test
    void operations_moreThanAPage_goInOneRun() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            String source =
                    origin.source(MediaMatrix.entry("avc-60").file()).path("id").asString();
            execute(
                    database,
                    "INSERT INTO cut_operation (id, source_id, kind, created_at) SELECT gen_random_uuid(), '" + source
                            + "', 'CREATE', now() - interval '31 days' FROM generate_series(1, 2500)",
                    "INSERT INTO clip (id, source_id, start_us, end_us, deleted_at) SELECT gen_random_uuid(), '"
                            + source + "', 0, 1, now() - interval '32 days' FROM generate_series(1, 21000)",
                    "INSERT INTO cut_list (id, source_id, name, deleted_at) SELECT gen_random_uuid(), '" + source
                            + "', 'l', now() - interval '32 days' FROM generate_series(1, 1500)",
                    "INSERT INTO cut_list (id, source_id, name, deleted_at) VALUES (gen_random_uuid(), '" + source
                            + "', 'young', now() - interval '3 days'), (gen_random_uuid(), '" + source
                            + "', 'live', NULL)");

            origin.bean(CutLogPruning.class).prune().block(Duration.ofSeconds(60));

            assertThat(count(database, "SELECT count(*) FROM cut_operation")).isZero();
            assertThat(count(database, "SELECT count(*) FROM clip")).isZero();
            assertThat(count(database, "SELECT count(*) FROM cut_list WHERE name IN ('main', 'live', 'young')"))
                    .isEqualTo(3);
            assertThat(count(database, "SELECT count(*) FROM cut_list")).isEqualTo(3);
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
}
