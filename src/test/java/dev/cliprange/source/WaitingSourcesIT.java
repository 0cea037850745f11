package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A source waits while FFmpeg or the storage of an instance is missing, and is read when it is back. */
class WaitingSourcesIT {

    private static final Duration LONGEST = Duration.ofSeconds(150);
    /** More than a source has. Each attempt changes the row twice. */
    private static final int ROW_VERSION_AFTER_FIVE_ATTEMPTS = 10;

    @TempDir
    private Path folder;

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    /** Starting a server resets logging, so it comes first. */
    private void listen() {
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        root.detachAppender(appender);
        FaultyStore.clear();
    }

    @Test
    void ffmpegMissing_sourceWaitsAndIsReadWhenItIsBack() throws Exception {
        Path program = folder.resolve("ffmpeg");
        Origin.storage().put("waits.mkv", FieldSources.file("jitter.mkv"));
        try (Origin origin = Origin.start(Map.of("cliprange.ffmpeg.path", program))) {
            listen();
            String id = register(origin, "waits.mkv");
            awaitFiveAttempts(origin);

            assertWaits(origin, id, "FFmpeg is not available on this instance.");
            JsonNode component = component(origin, "ffmpeg");
            assertThat(component.path("status").asString()).isEqualTo("DOWN");
            assertThat(component.path("details").path("reason").asString()).isEqualTo("There is no such program.");
            assertThat(component.path("details").path("setting").asString()).isEqualTo("cliprange.ffmpeg.path");
            assertThat(component.path("details").path("path").asString()).isEqualTo(program.toString());

            Files.createSymbolicLink(program, TestFfmpeg.ofServer());

            assertThat(ended(origin, id).path("state").asString()).isEqualTo("ready");
            assertThat(number(origin, "SELECT max(attempts) FROM source")).isZero();
            await().atMost(LONGEST).until(() -> count("a component is up again", "ffmpeg", "") == 1);
        }
    }

    @Test
    void ffmpegMissingOnOneInstance_anotherOneReadsTheSourceAndPlaysItsClips() throws IOException {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        Origin.storage().put("elsewhere.mkv", FieldSources.file("jitter.mkv"));
        try (Origin without = Origin.start(
                        database, Origin.storage(), Map.of("cliprange.ffmpeg.path", folder.resolve("none")));
                Origin with = Origin.start(database, Origin.storage(), Map.of())) {
            String id = register(without, "elsewhere.mkv");

            JsonNode source = ended(with, id);
            assertThat(source.path("state").asString()).isEqualTo("ready");
            String path = URI.create(
                            with.client().clip(source, 0.5, 1).path("streamUrl").asString())
                    .getRawPath();
            HttpResponse<byte[]> missing = without.client().play(without.base() + path);
            assertThat(missing.statusCode()).isEqualTo(503);
            assertThat(new String(missing.body(), StandardCharsets.UTF_8)).contains("\"ffmpeg-unavailable\"");
            assertThat(missing.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(with.client().play(with.base() + path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void storageMissing_sourceIsRegisteredAndReadWhenItIsBack() throws Exception {
        TestS3 s3 = Origin.storage();
        s3.put("waits.mp4", MediaMatrix.entry("avc-2997").file());
        try (var proxy = new FaultyProxy(s3.endpoint().getPort());
                Origin origin = Origin.start(Map.of(
                        "cliprange.storage.endpoint", proxy.through(s3.endpoint()), "cliprange.storage.retries", 0))) {
            listen();
            proxy.cutAfter(0);

            String id = register(origin, "waits.mp4");
            awaitFiveAttempts(origin);
            String never = register(origin, "never-stored.mp4");

            assertWaits(origin, id, "The storage of this server is not available.");
            JsonNode details = component(origin, "storage").path("details");
            String endpoint = proxy.through(s3.endpoint()).toString().replaceAll("/$", "");
            assertThat(details.path("reason").asString()).startsWith("The storage ");
            assertThat(details.path("setting").asString()).isEqualTo("cliprange.storage.endpoint");
            assertThat(details.path("endpoint").asString()).isEqualTo(endpoint);
            assertThat(details.path("bucket").asString()).isEqualTo(s3.bucket());
            assertThat(details.toString()).doesNotContain(s3.accessKey(), s3.secretKey());
            await().atMost(LONGEST).until(() -> count("a component is down", "storage", endpoint) == 1);

            proxy.mend();

            JsonNode source = ended(origin, id);
            assertThat(source.path("state").asString()).as(source.toString()).isEqualTo("ready");
            assertThat(source.path("problem").isNull()).isTrue();
            await().atMost(LONGEST).until(() -> count("a component is up again", "storage", "") == 1);
            assertThat(count("a component is down", "storage", endpoint)).isEqualTo(1);
            assertThat(ended(origin, never).path("problem").path("code").asString())
                    .isEqualTo("source-not-found");
        }
    }

    @Test
    void serverStoppedRightAfterItsStart_warnsOfNoSource() {
        listen();

        Origin.start(Map.of()).close();

        assertThat(lines)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .filteredOn(line -> line.getLoggerName().startsWith("dev.cliprange.source"))
                .isEmpty();
    }

    @Test
    void readFailure_isTriedThreeTimes() {
        Origin.storage().put("flaky.mp4", MediaMatrix.entry("avc-2997").file());
        var calls = new AtomicInteger();
        try (Origin origin = Origin.start(new HashMap<>(FaultyStore.SETTING))) {
            String id = register(origin, "flaky.mp4");
            assertThat(ended(origin, id).path("state").asString()).isEqualTo("ready");
            FaultyStore.add("stat", "", () -> {
                if (calls.incrementAndGet() >= 2) {
                    FaultyStore.clear();
                }
                return Mono.error(unreadable());
            });

            origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);

            assertThat(endedSoon(origin, id).path("state").asString()).isEqualTo("ready");
            assertThat(calls).hasValue(2);

            calls.set(0);
            FaultyStore.add("stat", "", () -> {
                calls.incrementAndGet();
                return Mono.error(unreadable());
            });

            origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);

            JsonNode source = endedSoon(origin, id);
            assertThat(source.path("state").asString()).isEqualTo("failed");
            assertThat(source.path("problem").path("code").asString()).isEqualTo("source-unreadable");
            assertThat(source.path("problem").path("detail").asString()).isEqualTo("of the test");
            assertThat(calls).hasValue(3);
        }
    }

    private static FailureException unreadable() {
        return new FailureException(Failure.SOURCE_UNREADABLE, "of the test");
    }

    private static String register(Origin origin, String key) {
        return origin.client()
                .post("/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/" + key))
                .expect(201)
                .path("id")
                .asString();
    }

    /** Does not wait for the pauses between attempts. */
    private static void awaitFiveAttempts(Origin origin) {
        await().atMost(LONGEST).until(() -> {
            origin.bean(SourceService.class).resumeUnfinished();
            return number(origin, "SELECT row_version FROM source") >= ROW_VERSION_AFTER_FIVE_ATTEMPTS
                    && number(origin, "SELECT count(*) FROM source WHERE state = 'REGISTERED'") == 1;
        });
    }

    private static void assertWaits(Origin origin, String id, String reason) throws SQLException {
        JsonNode source = origin.client().get("/api/sources/" + id).expect(200);
        assertThat(source.path("state").asString()).isIn("registered", "indexing");
        assertThat(number(origin, "SELECT max(attempts) FROM source")).isLessThan(2);
        await().atMost(LONGEST)
                .until(() -> origin.client()
                        .get("/api/sources/" + id)
                        .expect(200)
                        .path("problem")
                        .path("detail")
                        .asString()
                        .startsWith(reason));
    }

    private static JsonNode component(Origin origin, String name) {
        await().atMost(LONGEST)
                .until(() ->
                        origin.management().get("/actuator/health/readiness").status() == 503);
        return origin.management()
                .get("/actuator/health/readiness")
                .body()
                .path("components")
                .path(name);
    }

    /** Does not wait for the pauses between attempts. */
    private static JsonNode endedSoon(Origin origin, String id) {
        await().atMost(LONGEST).until(() -> {
            origin.bean(SourceService.class).resumeUnfinished();
            return origin.client()
                    .get("/api/sources/" + id)
                    .expect(200)
                    .path("state")
                    .asString()
                    .matches("ready|failed");
        });
        return origin.client().get("/api/sources/" + id).expect(200);
    }

    private static JsonNode ended(Origin origin, String id) {
        await().atMost(LONGEST)
                .until(() -> origin.client()
                        .get("/api/sources/" + id + "?wait=10")
                        .expect(200)
                        .path("state")
                        .asString()
                        .matches("ready|failed"));
        return origin.client().get("/api/sources/" + id).expect(200);
    }

    /** Lines about a component, with this value among the others. */
    private long count(String message, String component, String detail) {
        return lines.stream()
                .filter(line -> line.getMessage().equals(message))
                .filter(line -> String.valueOf(line.getKeyValuePairs()).contains("component=\"" + component + "\""))
                .filter(line -> String.valueOf(line.getKeyValuePairs()).contains(detail))
                .count();
    }

    private static long number(Origin origin, String sql) throws SQLException {
        try (Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
