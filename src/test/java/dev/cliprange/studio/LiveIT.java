package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LiveIT {

    private static final Origin ORIGIN = Origin.shared();

    @Test
    void clipThatIsPlayed_isInTheFigures() {
        OriginClient client = ORIGIN.client();
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-2997").file());
        String path = "/api/sources/" + source.path("id").asString();
        // Other classes cut this source, too.
        client.post(path + "/cut-lists", Map.of("name", "live")).expect(201);
        JsonNode clip = client.post(path + "/clips", Map.of("start", 0, "end", 1, "cutList", "live"))
                .expect(201);
        JsonNode before = figures();
        int bytes = client.play(clip.path("streamUrl").asString()).body().length;

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode now = figures();
            assertThat(now.path("firstByte").path("count").asLong())
                    .isGreaterThan(before.path("firstByte").path("count").asLong());
            assertThat(now.path("servedBytes").asLong()
                            - before.path("servedBytes").asLong())
                    .isGreaterThanOrEqualTo(bytes);
            assertThat(now.path("storage").path("bytes").asLong())
                    .isGreaterThan(before.path("storage").path("bytes").asLong());
        });
        JsonNode after = figures();
        assertThat(after.path("amplification").asDouble()).isPositive();
        assertThat(after.path("ffmpeg").path("permits").asInt()).isPositive();
        assertThat(after.path("firstByte").path("buckets").size()).isEqualTo(12);
        assertThat(after.path("firstByte")
                        .path("buckets")
                        .get(0)
                        .path("seconds")
                        .asDouble())
                .isEqualTo(0.005);
        assertThat(Instant.parse(after.path("startedAt").asString()))
                .isEqualTo(before.path("startedAt").asString())
                .isBefore(Instant.parse(after.path("at").asString()));
    }

    @Test
    void figures_needTheRoleAdmin() {
        OriginClient admin = ORIGIN.client();
        for (String role : new String[] {"read", "edit"}) {
            JsonNode key = admin.post("/api/admin/keys", Map.of("name", "live", "role", role))
                    .expect(201);
            var client = new OriginClient(ORIGIN.base(), key.path("key").asString());
            assertThat(client.get("/api/admin/live").expect(403).path("code").asString())
                    .isEqualTo("forbidden");
            admin.delete("/api/admin/keys/" + key.path("id").asString()).expect(204);
        }
        var stranger = new OriginClient(ORIGIN.base(), "0123456789abcdefghij");
        assertThat(stranger.get("/api/admin/live").expect(401).path("code").asString())
                .isEqualTo("unauthenticated");
    }

    private static JsonNode figures() {
        return ORIGIN.client().get("/api/admin/live").expect(200);
    }
}
