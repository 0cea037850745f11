package dev.cliprange.ingest;

import static dev.cliprange.ingest.IngestOrigin.FRONT;
import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.S3Front;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A source that is deleted leaves no object and no row, whatever state it and its jobs are in. A write that is under way
 * ends after the row of the source has gone.
 */
class SourceDeletionIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Path JITTER = Path.of("src/test/resources/field/jitter.mkv");

    private final OriginClient client = ORIGIN.client();

    /** When a source is deleted. */
    private enum Moment {
        INDEXING,
        READY,
        FAILED,
        JOB_RUNNING,
        JOB_COMPLETED,
        JOB_FAILED,
        JOB_CANCELLED
    }

    @BeforeEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @EnumSource
    void delete_leavesNothing(Moment moment) throws Exception {
        String key = "deleted-" + moment + ".mp4";
        switch (moment) {
            case INDEXING -> {
                S3.put(key, MediaMatrix.entry("avc-closed-gop").file());
                S3Front.Gate gate = FRONT.holdObjects();
                String id = register(key);
                await().atMost(LONGEST).until(() -> gate.arrived() > 0);
                deleteWhile(gate, id);
            }
            case JOB_RUNNING -> {
                String id = ready(key, MediaMatrix.entry("mkv-avc").file());
                S3Front.Gate gate = FRONT.holdObjects();
                // On a small machine, one of them waits.
                open(id, "remux");
                open(id, "waveform");
                await().atMost(LONGEST).until(() -> gate.arrived() > 0);
                deleteWhile(gate, id);
            }
            case READY -> delete(ready(key, MediaMatrix.entry("avc-closed-gop").file()));
            case FAILED -> {
                S3.put(key, new byte[1_000]);
                String id = register(key);
                assertThat(client.get("/api/sources/" + id + "?wait=60")
                                .expect(200)
                                .path("state")
                                .asString())
                        .isEqualTo("failed");
                delete(id);
            }
            case JOB_COMPLETED -> {
                String id = ready(key, MediaMatrix.entry("mkv-avc").file());
                assertThat(ended(open(id, "remux"))).isEqualTo("completed");
                assertThat(ended(open(id, "waveform"))).isEqualTo("completed");
                delete(id);
            }
            case JOB_FAILED -> {
                String id = ready(key, JITTER);
                assertThat(ended(open(id, "remux"))).isEqualTo("failed");
                delete(id);
            }
            case JOB_CANCELLED -> {
                String id = ready(key, MediaMatrix.entry("mkv-avc").file());
                S3Front.Gate gate = FRONT.holdObjects();
                String job = open(id, "remux");
                await().atMost(LONGEST).until(() -> gate.arrived() > 0);
                client.post("/api/jobs/" + job + "/cancel", Map.of()).expect(200);
                deleteWhile(gate, id);
            }
        }
    }

    private void deleteWhile(S3Front.Gate gate, String id) throws Exception {
        try {
            CompletableFuture<Void> deletion = CompletableFuture.runAsync(
                    () -> client.delete("/api/sources/" + id).expect(204));
            await().atMost(LONGEST).until(() -> client.get("/api/sources/" + id).status() == 404);
            gate.open();
            assertThat(deletion).succeedsWithin(LONGEST);
        } finally {
            gate.open();
        }
        assertNothingLeft(id);
    }

    private void delete(String id) throws Exception {
        assertThat(left(id)).isNotEmpty();
        client.delete("/api/sources/" + id).expect(204);
        assertNothingLeft(id);
    }

    private static void assertNothingLeft(String id) {
        await().atMost(LONGEST).untilAsserted(() -> assertThat(left(id)).isEmpty());
    }

    /** Objects, multipart uploads, and rows. */
    private static List<String> left(String id) throws SQLException {
        var left = new ArrayList<String>(IngestOrigin.objects(".cliprange/sources/" + id));
        IngestOrigin.unfinished(".cliprange/sources/" + id).forEach(upload -> left.add("upload " + upload.key()));
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                String column = table.equals("source") ? "id" : "source_id";
                add(left, statement, "SELECT '" + table + "' FROM " + table + " WHERE " + column + " = '" + id + "'");
            }
            add(
                    left,
                    statement,
                    "SELECT task_name || ' ' || task_instance FROM scheduled_tasks WHERE task_name = 'job'"
                            + " OR task_instance LIKE '%" + id + "%'");
        }
        return left;
    }

    /** All that refer to a source, except for the feed of events, which has its deletion. */
    private static List<String> tables(Statement statement) throws SQLException {
        var tables = new ArrayList<String>();
        add(
                tables,
                statement,
                "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t"
                        + " USING (table_schema, table_name) WHERE c.column_name = 'source_id'"
                        + " AND t.table_type = 'BASE TABLE' AND c.table_schema = 'public'"
                        + " AND c.table_name <> 'change_event'");
        assertThat(tables).contains("job", "clip", "waveform", "source_index");
        return Stream.concat(tables.stream(), Stream.of("source")).toList();
    }

    private static void add(List<String> list, Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                list.add(rows.getString(1));
            }
        }
    }

    private String ready(String key, Path file) {
        S3.put(key, file);
        JsonNode source = client.readySource("s3://" + S3.bucket() + "/" + key);
        String id = source.path("id").asString();
        client.clip(source, 0, 1);
        return id;
    }

    private String register(String key) {
        return client.post("/api/sources", Map.of("uri", "s3://" + S3.bucket() + "/" + key))
                .body()
                .path("id")
                .asString();
    }

    private String open(String source, String purpose) {
        return client.post("/api/sources/" + source + "/" + purpose, Map.of())
                .expect(202)
                .path("id")
                .asString();
    }

    private String ended(String job) {
        String path = "/api/jobs/" + job;
        await().atMost(LONGEST)
                .until(() ->
                        client.get(path).expect(200).path("state").asString().matches("completed|failed"));
        return client.get(path).expect(200).path("state").asString();
    }
}
