package dev.cliprange.clip.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes of clips never read the work storage while they hold the row lock of their source. The storage is reached
 * through a gate, and each of its requests waits until another connection has taken the lock.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceLockIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
    private final GatedPort storage = new GatedPort(Origin.storage().endpoint().getPort());
    private final Origin origin = Origin.start(
            database,
            Origin.storage(),
            Map.of(
                    "cliprange.storage.endpoint",
                    storage.url(),
                    // Each look at a page of the index reads it from the storage.
                    "cliprange.source.page-cache",
                    "0B",
                    "cliprange.storage.response-timeout",
                    "60s"));
    private final OriginClient client = origin.client();
    private String path = "";

    @BeforeAll
    void register() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        path = "/api/sources/" + source.path("id").asString();
    }

    @BeforeEach
    void partition() {
        client.post(path + "/clips:partition", Map.of("cuts", List.of(1, 2, 3))).expect(200);
    }

    @AfterAll
    void close() {
        origin.close();
        storage.close();
    }

    @Test
    void partition_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        assertThat(reads(() -> client.post(path + "/clips:partition", Map.of("cuts", List.of(1)))))
                .isPositive();
    }

    @Test
    void create_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        client.delete(clip(0)).expect(204);

        assertThat(reads(() -> client.post(path + "/clips", Map.of("start", 0, "end", 0.5))))
                .isPositive();
    }

    @Test
    void change_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        String first = clip(0);

        assertThat(reads(() -> client.patch(first, Map.of("end", 0.5)))).isPositive();
        assertThat(reads(() -> client.patch(first, Map.of("title", "t")))).isPositive();
    }

    @Test
    void split_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        String first = clip(0);

        assertThat(reads(() -> client.post(first + "/split", Map.of("at", 0.5))))
                .isPositive();
    }

    @Test
    void merge_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        String first = clip(0);
        String second = clip(1).substring("/api/clips/".length());

        assertThat(reads(() -> client.post(first + "/merge", Map.of("with", second))))
                .isPositive();
    }

    @Test
    void moveEnd_whileTheStorageIsRead_doesNotHoldTheLock() throws Exception {
        String first = clip(0);

        assertThat(reads(() -> client.post(first + "/move-end", Map.of("to", 0.5))))
                .isPositive();
    }

    @Test
    void deleteAndUndo_doNotReadTheStorage() throws Exception {
        String first = clip(0);

        assertThat(reads(() -> client.delete(first))).isZero();
        String newest = client.get(path + "/operations")
                .expect(200)
                .path("items")
                .get(0)
                .path("id")
                .asString();
        assertThat(reads(() -> client.post("/api/operations/" + newest + "/undo", Map.of())))
                .isZero();
    }

    /**
     * The clip is another one under the lock than the one that was prepared: what it needs is read again, without the
     * lock.
     */
    @Test
    void change_whenTheClipMovesMeanwhile_isPreparedAgain() throws Exception {
        String first = clip(0);
        storage.closeGate();
        CompletableFuture<OriginClient.Answer> answer =
                CompletableFuture.supplyAsync(() -> client.patch(first, Map.of("title", "moved")));
        CountDownLatch held = storage.nextHeld();
        while (held == null) {
            assertThat(answer).isNotDone();
            held = storage.nextHeld();
        }
        try (Connection other = database.connect();
                var statement = other.createStatement()) {
            statement.setQueryTimeout(10);
            // As another instance would: the end of the clip goes half a second back.
            statement.executeUpdate("UPDATE clip SET end_us = 500500, row_version = row_version + 1 WHERE id = '"
                    + first.substring("/api/clips/".length()) + "'");
        }
        held.countDown();
        storage.openGate();

        JsonNode moved = answer.join().expect(200);

        assertThat(moved.path("end").decimalValue()).isEqualByComparingTo("0.5005");
        assertThat(moved.path("endFrame").asInt()).isEqualTo(15);
        assertThat(moved.path("title").asString()).isEqualTo("moved");
    }

    private String clip(int number) {
        return "/api/clips/"
                + client.get(path + "/clips")
                        .expect(200)
                        .path("items")
                        .get(number)
                        .path("id")
                        .asString();
    }

    /**
     * Runs a call, and takes the row lock of the source during each read of the storage; returns how many there were.
     */
    private int reads(Supplier<OriginClient.Answer> call) throws Exception {
        int reads = 0;
        storage.closeGate();
        try (Connection other = database.connect()) {
            CompletableFuture<OriginClient.Answer> answer = CompletableFuture.supplyAsync(call);
            while (!answer.isDone()) {
                CountDownLatch held = storage.nextHeld();
                if (held != null) {
                    reads++;
                    try {
                        assertUnlocked(other);
                    } finally {
                        held.countDown();
                    }
                }
            }
            OriginClient.Answer done = answer.join();
            assertThat(done.status()).as(JSON.writeValueAsString(done.body())).isBetween(200, 204);
        } finally {
            storage.openGate();
        }
        return reads;
    }

    private void assertUnlocked(Connection other) throws SQLException {
        other.setAutoCommit(false);
        try (var statement = other.createStatement();
                var locked = statement.executeQuery("SELECT id FROM source WHERE id = '"
                        + path.substring("/api/sources/".length()) + "' FOR UPDATE NOWAIT")) {
            assertThat(locked.next()).isTrue();
        } finally {
            other.rollback();
        }
    }
}
