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
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @AfterEach
    void mend() {
        FaultyStore.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "stat, CALL, STACK_OVERFLOW",
        "stat, THREAD, OUT_OF_MEMORY",
        "readFully, CALL, OUT_OF_MEMORY",
        "readFully, CALL, ASSERTION",
        "readFully, THREAD, STACK_OVERFLOW",
        "readFully, THREAD, NO_CLASS"
    })
    void error_ofTheTask_failsTheSourceAfterThreeAttempts(String method, Place place, Thrown thrown) throws Exception {
        // An error that ends a thread leaves no signal, so the deadline is what notices it.
        try (Origin origin = start("3s")) {
            String id = register(origin);
            FaultyStore.add(method, place.fault(thrown));
            origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);

            JsonNode source = ended(origin, id);

            assertThat(source.path("state").asString()).isEqualTo("failed");
            assertThat(source.path("problem").path("code").asString()).isIn("internal", "source-timeout");
            assertThat(source.path("problem").path("detail").asString()).contains("3 times");
            await().atMost(LONGEST)
                    .until(() -> number(origin, "SELECT count(*) FROM scheduled_tasks WHERE task_name = 'index-source'")
                            == 0);

            FaultyStore.clear();
            origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);
            assertThat(ended(origin, id).path("state").asString())
                    .as("the instance still reads sources")
                    .isEqualTo("ready");
        }
    }

    @Test
    void indexing_thatTakesLongerThanItsDeadline_failsWithTheReason() throws Exception {
        try (Origin origin = start("500ms")) {
            FaultyStore.add("readFully", Mono::never);
            String id = registered(origin);

            JsonNode source = ended(origin, id);

            assertThat(source.path("state").asString()).isEqualTo("failed");
            assertThat(source.path("problem").path("code").asString()).isEqualTo("source-timeout");
            assertThat(source.path("problem").path("detail").asString()).contains("exceeded the limit", "3 times");
            await().atMost(LONGEST)
                    .until(() -> number(origin, "SELECT count(*) FROM scheduled_tasks WHERE task_name = 'index-source'")
                            == 0);
        }
    }

    private static Origin start(String deadline) {
        Map<String, Object> settings = new HashMap<>(FaultyStore.SETTING);
        settings.put("cliprange.source.index-deadline", deadline);
        return Origin.start(TestPostgres.shared().createDatabase(), Origin.storage(), settings);
    }

    /** A source that is ready. */
    private static String register(Origin origin) {
        String id = registered(origin);
        assertThat(ended(origin, id).path("state").asString()).isEqualTo("ready");
        return id;
    }

    private static String registered(Origin origin) {
        Origin.storage().put("errors.mp4", MediaMatrix.entry("avc-2997").file());
        return origin.client()
                .post("/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/errors.mp4"))
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
