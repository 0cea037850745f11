package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.ffmpeg.process.FfmpegMeter;
import dev.cliprange.precise.PreciseMeter;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade: rows and objects of an earlier release are served as they are. See {@code work-before/README.md}. */
class EarlierWorkStorageIT {

    private static final Path BEFORE = Path.of("src/test/resources/work-before");
    private static final Path OBJECTS = BEFORE.resolve("work");

    private static final String SOURCE = "32116b83-df99-4ae8-9633-ba069552608e";
    private static final String UNINDEXED_SOURCE = "6377597c-672b-47e7-819c-e927a5fb206e";
    private static final String STREAMS = "/videos/clips/97b8951a-291d-4076-824d-102c10cb34dd/stream/";
    private static final String COPY = STREAMS + "b4np44rqqs6mcv4g";
    private static final String PRECISE = STREAMS + "qp4bxwphuklpphvg";

    /** Of the responses of the earlier release. */
    private static final String COPY_SHA256 = "dfec4d6cbfa8d5115d82b61a0762a2999b8a55a2a9fc93c0c6ffd4fa4d6cbb49";

    private static final String PRECISE_SHA256 = "a6e50a5f380daece921f7b46ae9c5c0342c8182976e3d555cffc4cb2e4b10b4b";
    private static final String PRECISE_TAG = "\"qp4bxwphuklpphvg-b66470e114ce1b54\"";

    @TempDir
    Path folder;

    private final TestPostgres.Database database = TestPostgres.shared().createDatabase();
    private TestS3 s3;

    @BeforeEach
    void loadRowsAndSources() throws SQLException, IOException {
        s3 = TestS3.start();
        s3.put("work-before.mp4", BEFORE.resolve("work-before.mp4"));
        s3.put("vfr.mkv", Path.of("src/test/resources/field/vfr.mkv"));
        migrate("12");
        execute(Files.readString(BEFORE.resolve("rows.sql")));
        migrate("latest");
        // A later generation of the reader would read the source again in the background. Not while this test looks.
        execute("INSERT INTO index_refresh (source_id, generation, attempts, not_before)" + " SELECT id, "
                + IndexGeneration.CURRENT + ", 100, now() + interval '1 day' FROM source");
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void workFolder_ofAnEarlierRelease_isServedWithoutIndexingOrEncoding() throws Exception {
        Path work = folder.resolve("work");
        for (Path object : objects()) {
            Path target = work.resolve(OBJECTS.relativize(object).toString());
            Files.createDirectories(target.getParent());
            Files.copy(object, target);
        }

        try (Origin origin = Origin.start(database, s3, Map.of("cliprange.storage.work", "file://" + work))) {
            serves(origin);
            deletesAll(origin, () -> objects(work).isEmpty());
        }
    }

    @Test
    void workBucket_ofAnEarlierRelease_isServedWithoutIndexingOrEncoding() throws Exception {
        for (Path object : objects()) {
            s3.put(".cliprange/" + OBJECTS.relativize(object), object);
        }

        try (Origin origin = Origin.start(database, s3, Map.of())) {
            serves(origin);
            deletesAll(origin, () -> keys().noneMatch(key -> key.contains(SOURCE)));
        }
    }

    private void serves(Origin origin) throws Exception {
        String pagesKey = text("SELECT pages_key FROM source_index");

        HttpResponse<byte[]> precise =
                origin.client().play(origin.base().resolve(PRECISE).toString());
        HttpResponse<byte[]> copy =
                origin.client().play(origin.base().resolve(COPY).toString());

        assertThat(copy.statusCode()).isEqualTo(200);
        assertThat(sha256(copy.body())).isEqualTo(COPY_SHA256);
        assertThat(precise.statusCode()).isEqualTo(200);
        assertThat(sha256(precise.body())).isEqualTo(PRECISE_SHA256);
        assertThat(precise.headers().firstValue("etag")).hasValue(PRECISE_TAG);
        // Frame times of a source without an index are found too.
        origin.client()
                .post(
                        "/api/sources/" + UNINDEXED_SOURCE + "/clips",
                        Map.of("start", Map.of("frame", 50), "end", Map.of("frame", 60)))
                .expect(201);

        MeterRegistry meters = origin.bean(MeterRegistry.class);
        assertThat(meters.find(PreciseMeter.ENCODING.meterName()).timers())
                .extracting(Timer::count)
                .allMatch(count -> count == 0);
        assertThat(meters.find(FfmpegMeter.EXIT.meterName()).counters())
                .extracting(Counter::count)
                .allMatch(count -> count == 0);
        // An index takes the whole header of the source, and nothing was read but samples.
        assertThat(meters.find(SourceReadMeter.BYTES.meterName()).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isLessThanOrEqualTo(copy.body().length + precise.body().length);
        assertThat(text("SELECT pages_key FROM source_index")).isEqualTo(pagesKey);
        assertThat(text("SELECT string_agg(state, ',') FROM source")).isEqualTo("READY,READY");
    }

    /** @param gone whether no object of the source is left */
    private void deletesAll(Origin origin, Callable<Boolean> gone) {
        origin.client().delete("/api/sources/" + SOURCE).expect(204);

        await().atMost(Duration.ofSeconds(30)).until(gone);
    }

    private Stream<String> keys() {
        return s3.client().listObjectsV2(list -> list.bucket(s3.bucket())).join().contents().stream()
                .map(object -> object.key());
    }

    private static List<Path> objects() throws IOException {
        List<Path> objects = objects(OBJECTS);
        assertThat(objects).hasSize(2);
        return objects;
    }

    private static List<Path> objects(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:db-migrations")
                .target(target)
                .load()
                .migrate();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
