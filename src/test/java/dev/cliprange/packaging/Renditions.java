package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.OriginClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Makes ladders as a client does. */
final class Renditions {

    private static final Duration LONGEST = Duration.ofSeconds(120);

    private Renditions() {}

    /** Makes the ladder of a source and waits for it. */
    static void make(OriginClient client, JsonNode source, String... ladder) {
        JsonNode job = client.post(
                        "/api/sources/" + source.path("id").asString() + "/renditions",
                        Map.of("ladder", List.of(ladder)))
                .expect(202);
        JsonNode ended = ended(client, job);
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("completed");
        assertThat(ended.path("progress").asInt()).isEqualTo(100);
    }

    /** Waits for the end of a job. */
    static JsonNode ended(OriginClient client, JsonNode job) {
        return await().atMost(LONGEST)
                .until(
                        () -> client.get("/api/jobs/" + job.path("id").asString())
                                .expect(200),
                        now -> !List.of("queued", "running")
                                .contains(now.path("state").asString()));
    }
}
