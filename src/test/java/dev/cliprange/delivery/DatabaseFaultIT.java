package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The database goes and comes back: who was playing goes on, and nobody has to start anything again. */
class DatabaseFaultIT {

    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"auto", "ffmpeg"})
    void database_goneAndBack_knownClipsPlayOnAndAllElseIsRefusedMeanwhile(String engine) {
        try (TestPostgres postgres = TestPostgres.alone();
                Origin origin = Origin.start(
                        postgres.createMigratedDatabase(),
                        Origin.storage(),
                        Map.of(
                                "cliprange.clip.engine",
                                engine,
                                "cliprange.ingest.event-prefixes",
                                "s3://" + Origin.storage().bucket()))) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            String known = client.clip(source, 1, 2).path("streamUrl").asString();
            String other = client.clip(source, 3, 4).path("streamUrl").asString();
            byte[] bytes = client.play(known).body();

            postgres.stop();

            await().atMost(LONGEST).until(() -> readiness(origin).status() == 503);
            JsonNode components = readiness(origin).body().path("components");
            assertThat(components.path("r2dbc").path("status").asString()).isEqualTo("DOWN");
            assertThat(components.path("r2dbc").path("details").path("reason").asString())
                    .startsWith("The database ");
            assertThat(components.path("r2dbc").path("details").path("setting").asString())
                    .isEqualTo("cliprange.database.url");
            assertThat(components.path("storage").path("status").asString()).isEqualTo("UP");
            assertThat(components.path("ffmpeg").path("status").asString()).isEqualTo("UP");
            assertThat(origin.management().get("/actuator/health/liveness").status())
                    .isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                var played = client.play(known);
                assertThat(played.statusCode()).isEqualTo(200);
                assertThat(played.body()).isEqualTo(bytes);
            }
            refused(client, "/videos/clips/" + UUID.randomUUID() + "/stream/aaaaaaaaaaaaaaaa");
            refused(client, "/api/sources");
            refused(client, "/api/uploads/" + UUID.randomUUID());
            // The storage repeats an event that gets this status.
            OriginClient.Answer event = client.post("/api/sources:s3-events", created(source));
            assertThat(event.status()).isEqualTo(503);
            assertThat(event.body().path("code").asString()).isEqualTo("database-unavailable");

            postgres.start();

            await().atMost(LONGEST).until(() -> readiness(origin).status() == 200);
            assertThat(client.play(other).statusCode()).isEqualTo(200);
            assertThat(client.get("/api/sources").expect(200).path("items")).hasSize(1);
            client.clip(source, 4, 5);
        }
    }

    private static void refused(OriginClient client, String path) {
        OriginClient.Answer answer =
                client.send(client.request(path).timeout(A_FEW_SECONDS).GET().build());
        assertThat(answer.body().path("code").asString()).isEqualTo("database-unavailable");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    private static Map<String, Object> created(JsonNode source) {
        String prefix = "s3://" + Origin.storage().bucket() + "/";
        String key = source.path("uri").asString().substring(prefix.length());
        return Map.of(
                "Records",
                List.of(Map.of(
                        "eventName",
                        "ObjectCreated:Put",
                        "s3",
                        Map.of("bucket", Map.of("name", Origin.storage().bucket()), "object", Map.of("key", key)))));
    }

    private static OriginClient.Answer readiness(Origin origin) {
        return origin.management().get("/actuator/health/readiness");
    }
}
