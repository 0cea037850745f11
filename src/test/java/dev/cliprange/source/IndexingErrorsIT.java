package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** No source stays in indexing when its task throws an {@link Error}, or takes longer than it may. */
class IndexingErrorsIT {

    private static final Duration LONGEST = Duration.ofSeconds(150);

    /** What the storage throws. */
    enum Thrown implements Supplier<Error> {
        STACK_OVERFLOW {
            @Override
            public Error get() {
                return new StackOverflowError("of the test");
            }
        },
        OUT_OF_MEMORY {
            @Override
            public Error get() {
                return new OutOfMemoryError("of the test");
            }
        },
        NO_CLASS {
            @Override
            public Error get() {
                return new NoClassDefFoundError("of the test");
            }
        },
        ASSERTION {
            @Override
            public Error get() {
                return new AssertionError("of the test");
            }
        }
    }

    /** Where it is thrown. */
    enum Place {
        /** By the call itself. */
        CALL {
            @Override
            FaultyStore.Fault fault(Thrown thrown) {
                return () -> {
                    throw thrown.get();
                };
            }
        },
        /** On another thread, which ends with it. */
        THREAD {
            @Override
            FaultyStore.Fault fault(Thrown thrown) {
                return () -> Mono.fromSupplier(() -> {
                            throw thrown.get();
                        })
                        .subscribeOn(Schedulers.boundedElastic());
            }
        };

        abstract FaultyStore.Fault fault(Thrown thrown);
    }

    /** One source, and what happens when it is read. */
    record Row(String method, Place place, Thrown thrown) {

        String file() {
            return "errors-" + method + "-" + place + "-" + thrown + ".mp4";
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("stat", Place.CALL, Thrown.STACK_OVERFLOW),
            new Row("stat", Place.THREAD, Thrown.OUT_OF_MEMORY),
            new Row("readFully", Place.CALL, Thrown.OUT_OF_MEMORY),
            new Row("readFully", Place.CALL, Thrown.ASSERTION),
            new Row("readFully", Place.THREAD, Thrown.STACK_OVERFLOW),
            new Row("readFully", Place.THREAD, Thrown.NO_CLASS));

    @AfterEach
    void mend() {
        FaultyStore.clear();
    }

    @Test
    void error_ofTheTask_failsTheSourceAfterThreeAttempts() throws Exception {
        // An error that ends a thread leaves no signal, so the deadline is what notices it.
        try (Origin origin = start("3s")) {
            Map<Row, String> sources = new LinkedHashMap<>();
            ROWS.forEach(row -> sources.put(row, registered(origin, row.file())));
            sources.forEach((row, id) ->
                    assertThat(ended(origin, id).path("state").asString()).isEqualTo("ready"));
            ROWS.forEach(
                    row -> FaultyStore.add(row.method(), row.file(), row.place().fault(row.thrown())));

            sources.values().forEach(id -> readAgain(origin, id));

            sources.forEach((row, id) -> {
                JsonNode source = ended(origin, id);
                JsonNode problem = source.path("problem");
                assertThat(source.path("state").asString()).as(row.toString()).isEqualTo("failed");
                assertThat(problem.path("code").asString()).isIn("internal", "source-timeout");
                assertThat(problem.path("detail").asString()).contains("3 times");
            });
            awaitNoTask(origin);

            FaultyStore.clear();
            sources.values().forEach(id -> readAgain(origin, id));
            sources.forEach(
                    (row, id) -> assertThat(ended(origin, id).path("state").asString())
                            .as("the instance still reads sources")
                            .isEqualTo("ready"));
        }
    }

    @Test
    void indexing_thatTakesLongerThanItsDeadline_failsWithTheReason() throws Exception {
        try (Origin origin = start("500ms")) {
            FaultyStore.add("readFully", "late.mp4", Mono::never);
            String id = registered(origin, "late.mp4");

            JsonNode source = ended(origin, id);

            assertThat(source.path("state").asString()).isEqualTo("failed");
            assertThat(source.path("problem").path("code").asString()).isEqualTo("source-timeout");
            assertThat(source.path("problem").path("detail").asString()).contains("exceeded the limit", "3 times");
            awaitNoTask(origin);
        }
    }

    private static void awaitNoTask(Origin origin) {
        await().atMost(LONGEST)
                .until(() ->
                        number(origin, "SELECT count(*) FROM scheduled_tasks WHERE task_name = 'index-source'") == 0);
    }

    private static Origin start(String deadline) {
        Map<String, Object> settings = new HashMap<>(FaultyStore.SETTING);
        settings.put("cliprange.source.index-deadline", deadline);
        return Origin.start(TestPostgres.shared().createMigratedDatabase(), Origin.storage(), settings);
    }

    private static void readAgain(Origin origin, String id) {
        origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);
    }

    private static String registered(Origin origin, String file) {
        Origin.storage().put(file, MediaMatrix.entry("avc-2997").file());
        return origin.client()
                .post("/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/" + file))
                .expect(201)
                .path("id")
                .asString();
    }

    private static JsonNode ended(Origin origin, String id) {
        OriginClient client = origin.client();
        await().atMost(LONGEST)
                .until(() -> client.get("/api/sources/" + id + "?wait=10")
                        .expect(200)
                        .path("state")
                        .asString()
                        .matches("ready|failed"));
        return client.get("/api/sources/" + id).expect(200);
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
