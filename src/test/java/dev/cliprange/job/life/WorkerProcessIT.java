package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.SlowFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workers in processes of their own: stopped, killed, killed by a file, and draining the queue. The origin runs no jobs. */
class WorkerProcessIT {

    private static final Duration LONGEST = Duration.ofSeconds(150);
    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createDatabase();
    private static final Origin ORIGIN = Origin.start(DATABASE, Origin.storage(), Map.of("cliprange.role", "origin"));
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    private static Path folder;

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @Test
    void stoppedWorker_returnsTheJobUncounted_andAKilledOneIsReplaced() throws Exception {
        String job = remux(ORIGIN.source(SlowFfmpeg.longSource(folder)));
        Map<String, Object> slow = Map.of("cliprange.ffmpeg.path", SlowFfmpeg.in(folder));

        try (OriginProcess stopped = worker(slow)) {
            awaitProgress(job);
            stopped.terminate();
            assertThat(stopped.exitCode(LONGEST)).isZero();
        }
        JsonNode returned = get(job);
        assertThat(returned.path("state").asString()).isEqualTo("queued");
        assertThat(number("SELECT attempt - uncounted FROM job WHERE id = '" + job + "'"))
                .isZero();

        execute("UPDATE scheduled_tasks SET execution_time = now() WHERE task_name = 'job'");
        final List<ProcessHandle> orphans;
        try (OriginProcess killed = worker(slow)) {
            await().atMost(LONGEST).until(() -> get(job).path("attempt").asInt() == 2);
            orphans = await().atMost(LONGEST)
                    .until(
                            killed::ffmpegs,
                            running -> !running.isEmpty()
                                    && running.stream().allMatch(ffmpeg -> OriginProcess.nice(ffmpeg) == 10));
            killed.kill();
            await().atMost(LONGEST).until(() -> !killed.isAlive());
        }
        await().atMost(LONGEST).until(() -> orphans.stream().allMatch(OriginProcess::isGone));
        silence();

        try (OriginProcess drained =
                worker(Map.of("cliprange.worker.drain", true, "cliprange.worker.drain-after", "1s"))) {
            assertThat(drained.exitCode(LONGEST)).as(drained.log()).isZero();
        }
        JsonNode completed = get(job);
        assertThat(completed.path("state").asString()).as(completed.toString()).isEqualTo("completed");
        assertThat(completed.path("attempt").asInt()).isEqualTo(3);
    }

    @Test
    void fileThatKillsItsWorker_failsAfterItsAttempts_andOtherJobsContinue() throws Exception {
        String deadly = remux(ORIGIN.source(MediaMatrix.entry("mkv-avc").file()));
        Map<String, Object> killing = Map.of("cliprange.ffmpeg.path", SlowFfmpeg.killing(folder));
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (OriginProcess worker = worker(killing)) {
                worker.exitCode(LONGEST);
            }
            assertThat(get(deadly).path("attempt").asInt()).isEqualTo(attempt);
            silence();
        }
        String other = remux(ORIGIN.source(MediaMatrix.entry("flv-avc").file()));

        try (OriginProcess drained =
                worker(Map.of("cliprange.worker.drain", true, "cliprange.worker.drain-after", "1s"))) {
            assertThat(drained.exitCode(LONGEST)).as(drained.log()).isZero();
        }

        JsonNode failed = get(deadly);
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("problem").path("code").asString()).isEqualTo("internal");
        assertThat(failed.path("problem").path("text").asString()).contains("The worker ended during each of the 2");
        assertThat(get(other).path("state").asString()).isEqualTo("completed");
    }

    @Test
    void drainingWorker_endsTwentyTasks_andThenFindsTheQueueEmpty() throws Exception {
        Path file = MediaMatrix.entry("flv-avc").file();
        for (int i = 0; i < 10; i++) {
            String key = "drained-" + i + ".flv";
            Origin.storage().put(key, file);
            JsonNode source = CLIENT.readySource("s3://" + Origin.storage().bucket() + "/" + key);
            remux(source);
            open(source, "waveform");
        }
        assertThat(number("SELECT waiting FROM job_queue")).isEqualTo(20);
        Map<String, Object> drain = Map.of("cliprange.worker.drain", true, "cliprange.worker.drain-after", "1s");

        try (OriginProcess worker = worker(drain)) {
            assertThat(worker.exitCode(LONGEST)).as(worker.log()).isZero();
        }
        assertThat(number("SELECT count(*) FROM job JOIN source s ON s.id = source_id"
                        + " WHERE s.uri LIKE '%/drained-%' AND job.state = 'completed' AND attempt = 1"))
                .isEqualTo(20);
        assertThat(number("SELECT waiting + running FROM job_queue")).isZero();

        try (OriginProcess worker = worker(drain)) {
            assertThat(worker.exitCode(LONGEST)).as(worker.log()).isZero();
        }
    }

    /** With two attempts, because each one starts a server. */
    private static OriginProcess worker(Map<String, Object> settings) {
        var all = new HashMap<String, Object>(DATABASE.properties());
        all.put("cliprange.role", "worker");
        all.put("cliprange.worker.max-attempts", 2);
        all.putAll(settings);
        return OriginProcess.launch(all);
    }

    /** As if the heartbeats had stopped a minute ago. */
    private static void silence() throws SQLException {
        execute("UPDATE scheduled_tasks SET last_heartbeat = now() - interval '1 minute' WHERE task_name = 'job'");
    }

    private static void awaitProgress(String job) {
        await().atMost(LONGEST).until(() -> get(job).path("progress").asInt() > 0);
    }

    private static String remux(JsonNode source) {
        return open(source, "remux");
    }

    private static String open(JsonNode source, String purpose) {
        return CLIENT.post("/api/sources/" + source.path("id").asString() + "/" + purpose, Map.of())
                .expect(202)
                .path("id")
                .asString();
    }

    private static JsonNode get(String job) {
        return CLIENT.get("/api/jobs/" + job).expect(200);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
