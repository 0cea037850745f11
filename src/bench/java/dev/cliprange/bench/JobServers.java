package dev.cliprange.bench;

import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
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
import tools.jackson.databind.JsonNode;

/** An origin that runs no jobs, its database, one source, and workers that are started for each measurement. */
final class JobServers implements AutoCloseable {

    static final Duration LONGEST = Duration.ofHours(2);

    private static final String[] JVM = {
        "-XX:TieredStopAtLevel=4", "-XX:+UseSerialGC", "-Xmx256m", "-XX:MaxDirectMemorySize=96m"
    };

    private final TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
    private final OriginProcess origin = OriginProcess.ready(settings("origin", 0), JVM);
    private final JsonNode source;
    private final List<String> ladder;

    JobServers(Path file, List<String> ladder) {
        this.ladder = List.copyOf(ladder);
        Origin.storage().put("jobs.mp4", file);
        this.source = client().readySource("s3://" + Origin.storage().bucket() + "/jobs.mp4");
    }

    /** An encoder has one thread, so that one worker does not use all processors. */
    private Map<String, Object> settings(String role, int concurrency) {
        var all = new HashMap<>(database.properties());
        all.put("cliprange.role", role);
        all.put("cliprange.worker.concurrency", concurrency);
        all.put("cliprange.ffmpeg.threads", 1);
        return all;
    }

    /** A worker that is ready. The caller closes it. */
    OriginProcess worker(int concurrency) {
        return OriginProcess.ready(settings("worker", concurrency), JVM);
    }

    OriginClient client() {
        return origin.client();
    }

    JsonNode source() {
        return source;
    }

    /** Opens a job that makes the ladder, and returns its id. */
    String open() {
        return client().post("/api/sources/" + source.path("id").asString() + "/renditions", Map.of("ladder", ladder))
                .expect(202)
                .path("id")
                .asString();
    }

    /** Waits until a job is completed. */
    void awaitCompleted(String job) {
        JsonNode ended = await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> client().get("/api/jobs/" + job).expect(200),
                        now -> now.path("state").asString().matches("completed|failed|cancelled"));
        if (!ended.path("state").asString().equals("completed")) {
            throw new IllegalStateException("the job is not completed: " + ended);
        }
    }

    void cancel(String job) {
        client().post("/api/jobs/" + job + "/cancel", Map.of()).expect(200);
    }

    /** Returns how many parts of a job meet a condition. */
    long parts(String job, String condition) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM job_part WHERE job_id = '" + job + "' AND " + condition)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the work storage has an object of a job, or a write that did not end. */
    boolean hasObjects(String job) {
        String prefix = ".cliprange/sources/" + source.path("id").asString() + "/renditions/" + job + "/";
        var storage = Origin.storage();
        boolean objects = storage.client()
                .listObjectsV2(list -> list.bucket(storage.bucket()).prefix(prefix))
                .join()
                .hasContents();
        return objects
                || storage
                        .client()
                        .listMultipartUploads(list -> list.bucket(storage.bucket()))
                        .join()
                        .uploads()
                        .stream()
                        .anyMatch(upload -> upload.key().startsWith(prefix));
    }

    @Override
    public void close() {
        origin.close();
    }
}
