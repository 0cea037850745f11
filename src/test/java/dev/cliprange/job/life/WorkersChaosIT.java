package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.SlowFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Fifty jobs on three workers, of which one is killed and one is frozen and woken, and a database that is restarted. And a
 * worker that loses its database. Only with {@code -Dcliprange.full=true}, because the heartbeats take their time; {@link
 * WorkerProcessIT} has a short form.
 */
@EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
class WorkersChaosIT {

    private static final System.Logger FIGURES = System.getLogger("figures");
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int SOURCES = 25;
    private static final TestPostgres POSTGRES = TestPostgres.alone();
    private static final TestPostgres.Database DATABASE = POSTGRES.createDatabase();
    private static final Origin ORIGIN = Origin.start(DATABASE, Origin.storage(), Map.of("cliprange.role", "origin"));
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    private static Path folder;

    @AfterAll
    static void close() {
        ORIGIN.close();
        POSTGRES.close();
    }

    @Test
    void fiftyJobs_killedFrozenAndWithoutDatabase_endOnce() throws Exception {
        long start = System.nanoTime();
        List<String> sources = sources();
        for (String source : sources) {
            open(source, "remux");
            open(source, "waveform");
        }
        int jobs = 2 * SOURCES;
        var workers = new ArrayList<OriginProcess>();
        var ffmpegs = new ArrayList<ProcessHandle>();
        try {
            for (int i = 0; i < 3; i++) {
                workers.add(worker(DATABASE.properties()));
            }
            OriginProcess killed = workers.get(0);
            OriginProcess frozen = workers.get(1);
            await().atMost(LONGEST).until(() -> count("state = 'completed'") >= 5);
            await().atMost(LONGEST).until(() -> !killed.ffmpegs().isEmpty());
            ffmpegs.addAll(killed.ffmpegs());
            killed.kill();
            workers.add(worker(DATABASE.properties()));

            await().atMost(LONGEST)
                    .until(() -> count("state = 'running' AND worker LIKE '" + frozen.pid() + "@%'") > 0);
            ffmpegs.addAll(frozen.ffmpegs());
            signal(frozen, "STOP");
            String ofFrozen = "id IN (" + frozenJobs(frozen) + ")";
            await().atMost(LONGEST)
                    .until(() ->
                            count(ofFrozen + " AND state = 'running' AND worker LIKE '" + frozen.pid() + "@%'") == 0);
            signal(frozen, "CONT");

            await().atMost(LONGEST).until(() -> count("state = 'completed'") >= jobs / 2);
            POSTGRES.stop();
            POSTGRES.start();

            await().atMost(LONGEST)
                    .ignoreExceptions()
                    .until(() -> count("state IN ('completed', 'failed', 'cancelled')") == jobs);
            assertThat(count("state = 'completed'")).as(problems()).isEqualTo(jobs);
            for (OriginProcess worker : workers) {
                ffmpegs.addAll(worker.isAlive() ? worker.ffmpegs() : List.of());
                worker.terminate();
            }
            for (OriginProcess worker : workers.subList(1, workers.size())) {
                assertThat(worker.exitCode(LONGEST)).as(worker.log()).isZero();
            }
        } finally {
            workers.forEach(OriginProcess::close);
        }

        await().atMost(LONGEST).until(() -> ffmpegs.stream().allMatch(OriginProcess::isGone));
        assertThat(
                        number(
                                "SELECT count(*) FROM (SELECT data->>'jobId' FROM change_event"
                                        + " WHERE type = 'job-changed' AND data->>'state' = 'completed' GROUP BY 1 HAVING count(*) > 1) it"))
                .as("jobs that completed twice")
                .isZero();
        assertThat(number("SELECT count(*) FROM job j JOIN source s ON s.id = j.source_id WHERE j.kind = 'remux'"
                        + " AND s.object_key LIKE '%/' || j.id || '/' || j.attempt || '/%'"))
                .as("copies of the attempt that completed")
                .isEqualTo(SOURCES);
        assertThat(number("SELECT count(*) FROM job j JOIN waveform w USING (source_id) WHERE j.kind = 'waveform'"
                        + " AND w.folder = j.id || '/' || j.attempt"))
                .as("waveforms of the attempt that completed")
                .isEqualTo(SOURCES);
        assertThat(number("SELECT waiting + running FROM job_queue")).isZero();
        assertNoOrphan(sources);
        FIGURES.log(
                System.Logger.Level.INFO,
                "Chaos: {0} jobs in {1} s, {2} attempts",
                jobs,
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                number("SELECT sum(attempt) FROM job"));
    }

    /** When another worker has begun a later attempt, the process of the earlier one is gone. */
    @Test
    void workerWithoutDatabase_endsItsFfmpegBeforeTheTakeover() throws Exception {
        ORIGIN.client().deleteSources();
        String source = ORIGIN.source(SlowFfmpeg.longSource(folder)).path("id").asString();
        String job = open(source, "remux");
        try (FaultyProxy proxy = new FaultyProxy(DATABASE.port());
                OriginProcess cutOff = worker(through(proxy).properties())) {
            await().atMost(LONGEST).until(() -> number("SELECT progress FROM job WHERE id = '" + job + "'") > 0);
            List<ProcessHandle> ffmpegs = cutOff.ffmpegs();
            assertThat(ffmpegs).isNotEmpty();
            try (OriginProcess other = worker(DATABASE.properties())) {
                proxy.stallAfter(0);
                long start = System.nanoTime();
                await().atMost(LONGEST)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> number("SELECT attempt FROM job WHERE id = '" + job + "'") == 2);

                assertThat(ffmpegs).allMatch(OriginProcess::isGone);
                assertThat(other.isAlive()).isTrue();
                FIGURES.log(
                        System.Logger.Level.INFO,
                        "Takeover after {0} ms",
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
        }
    }

    /** Each object is the one that a row names. */
    private static void assertNoOrphan(List<String> sources) throws SQLException {
        var named = new TreeSet<String>();
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT s.id, s.object_key, w.folder FROM source s"
                        + " JOIN waveform w ON w.source_id = s.id")) {
            while (rows.next()) {
                named.add(".cliprange/" + rows.getString(2));
                String prefix = ".cliprange/sources/" + rows.getString(1) + "/waveform/" + rows.getString(3) + "/";
                Stream.iterate(256, samples -> samples * 4).limit(6).forEach(samples -> named.add(prefix + samples));
            }
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(objects(sources)).isEqualTo(named));
    }

    private static Set<String> objects(List<String> sources) {
        var keys = new TreeSet<String>();
        for (String source : sources) {
            for (String part : List.of("media", "waveform")) {
                Origin.storage()
                        .client()
                        .listObjectsV2(list -> list.bucket(Origin.storage().bucket())
                                .prefix(".cliprange/sources/" + source + "/" + part + "/"))
                        .join()
                        .contents()
                        .forEach(object -> keys.add(object.key()));
            }
        }
        return keys;
    }

    /** Sources of 24 s, which a slow FFmpeg reads in 24 s. */
    private static List<String> sources() {
        Path file = folder.resolve("chaos.mkv");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-i",
                        MediaMatrix.entry("avc-long-gop").file().toString(),
                        "-c",
                        "copy",
                        "-y",
                        file.toString()))
                .orThrow();
        var ids = new ArrayList<String>();
        for (int i = 0; i < SOURCES; i++) {
            String key = "chaos-" + i + ".mkv";
            Origin.storage().put(key, file);
            JsonNode source = CLIENT.readySource("s3://" + Origin.storage().bucket() + "/" + key);
            ids.add(source.path("id").asString());
        }
        return ids;
    }

    private static String open(String source, String purpose) {
        return CLIENT.post("/api/sources/" + source + "/" + purpose, Map.of())
                .expect(202)
                .path("id")
                .asString();
    }

    private static OriginProcess worker(Map<String, Object> database) {
        var all = new HashMap<String, Object>(database);
        all.put("cliprange.role", "worker");
        all.put("cliprange.worker.concurrency", 4);
        // A job may meet each of the faults.
        all.put("cliprange.worker.max-attempts", 6);
        all.put("cliprange.ffmpeg.path", SlowFfmpeg.in(folder));
        return OriginProcess.ready(all);
    }

    private static TestPostgres.Database through(FaultyProxy proxy) {
        int port = proxy.through(URI.create("tcp://127.0.0.1/")).getPort();
        return new TestPostgres.Database(port, DATABASE.name(), DATABASE.user(), DATABASE.password());
    }

    private static void signal(OriginProcess process, String signal) {
        assertThat(HostProgram.onPath("kill")
                        .run("-" + signal, Long.toString(process.pid()))
                        .exitCode())
                .isZero();
    }

    private static String frozenJobs(OriginProcess frozen) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(quote_literal(id), ',') FROM job"
                        + " WHERE state = 'running' AND worker LIKE '" + frozen.pid() + "@%'")) {
            row.next();
            return Objects.requireNonNull(row.getString(1), "the frozen worker has no job");
        }
    }

    private static String problems() throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(kind || ' ' || state || ' ' || attempt || ' '"
                        + " || coalesce(problem_text, ''), '; ') FROM job WHERE state <> 'completed'")) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static long count(String condition) throws SQLException {
        return number("SELECT count(*) FROM job WHERE " + condition);
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
