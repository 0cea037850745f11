package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** No source stays in indexing, whatever happens to the task that reads it. */
class IndexingAttemptsIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);

    private final Origin origin =
            Origin.start(TestPostgres.shared().createMigratedDatabase(), Origin.storage(), Map.of());
    private final OriginClient client = origin.client();

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void samplesThatLastNoTime_areAProblemOfTheMedia() {
        Origin.storage().put("zero-duration.mp4", Path.of("src/test/resources/field/zero-duration.mp4"));

        JsonNode source = ended(register("zero-duration.mp4"));

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).startsWith("media-");
    }

    @Test
    void anErrorOfTheTask_isTriedAgainAndThenFails() throws Exception {
        Origin.storage().put("never.mp4", MediaMatrix.entry("avc-2997").file());
        // No reading can end well: an error that nothing knows of.
        execute("ALTER TABLE source_index ADD CONSTRAINT never CHECK (false)");

        JsonNode source = ended(register("never.mp4"));

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo("internal");
        assertThat(source.path("problem").path("detail").asString()).contains("3 times");
        await().atMost(LONGEST)
                .until(() -> number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'index-source'") == 0);

        execute("ALTER TABLE source_index DROP CONSTRAINT never");
        client.post("/api/sources/" + source.path("id").asString() + "/reindex", Map.of())
                .expect(202);
        assertThat(ended(source.path("id").asString()).path("state").asString()).isEqualTo("ready");
    }

    @Test
    void anErrorThatPasses_isNoFailure() throws Exception {
        Origin.storage().put("later.mp4", MediaMatrix.entry("avc-2997").file());
        execute("ALTER TABLE source_index ADD CONSTRAINT never CHECK (false)");
        String id = register("later.mp4");
        await().atMost(LONGEST).until(() -> number("SELECT attempts FROM source") > 0);
        execute("ALTER TABLE source_index DROP CONSTRAINT never");

        assertThat(ended(id).path("state").asString()).isEqualTo("ready");
        assertThat(number("SELECT attempts FROM source")).isZero();
    }

    @Test
    void aSourceWhoseReadersAllDied_isGivenUpUnread() throws Exception {
        Origin.storage().put("dead.mp4", MediaMatrix.entry("avc-2997").file());
        execute("ALTER TABLE source ADD CONSTRAINT still CHECK (state <> 'READY')");
        String id = register("dead.mp4");
        ended(id);
        execute("ALTER TABLE source DROP CONSTRAINT still");
        // As three instances left it that were killed, and the third one's task as it is found.
        execute("UPDATE source SET state = 'INDEXING', attempts = 3, problem_code = NULL, problem_detail = NULL");
        execute("""
                INSERT INTO scheduled_tasks
                    (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                VALUES ('index-source', '%s', now() - interval '1 minute', true, 'killed', now() - interval '1 minute', 1)""".formatted(id));

        JsonNode source = ended(id);

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo("internal");
        assertThat(source.path("problem").path("detail").asString()).contains("because the server stopped");
    }

    private String register(String key) {
        return client.post(
                        "/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/" + key))
                .expect(201)
                .path("id")
                .asString();
    }

    private JsonNode ended(String id) {
        await().atMost(LONGEST)
                .until(() -> client.get("/api/sources/" + id + "?wait=10")
                        .expect(200)
                        .path("state")
                        .asString()
                        .matches("ready|failed"));
        return client.get("/api/sources/" + id).expect(200);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
