package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All a server in its production format writes while requests work and fail: one line a request, and no secret. */
class LogHygieneIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void log_ofRequestsThatWorkAndFail_holdsALineForEachAndNoSecret() {
        try (var cable = new FaultyProxy(Origin.storage().endpoint().getPort());
                OriginProcess origin = OriginProcess.ready(Map.of(
                        "cliprange.clip.engine", "ffmpeg",
                        "cliprange.storage.endpoint",
                                cable.through(Origin.storage().endpoint()),
                        // Nothing is kept: the second player meets the fault.
                        "cliprange.spool.max-clip", "0B",
                        "logging.level.dev.cliprange", "debug"))) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(HeavySource.stored());
            String stream = client.clip(source, 1, 5).path("streamUrl").asString();
            client.play(stream + "?X-Amz-Signature=of-a-player");
            client.get("/videos/clips/no-id/stream/none");
            client.get("/api/sources/none");
            client.post("/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/missing.mp4"));
            client.post(
                    "/api/sources",
                    Map.of("uri", "https://user:of-a-user@a.example/film.mp4?X-Amz-Credential=of-a-url"));
            try (var player = new RawPlayer(stream)) {
                assertThat(player.head().status()).isEqualTo(200);
                cable.cutAfter(0);
                assertThat(player.body(new RawPlayer.Head(200, Map.of())).complete())
                        .isFalse();
            }
            assertThat(client.play(stream).statusCode()).isEqualTo(502);
            await().atMost(Duration.ofSeconds(30)).until(() -> origin.log().contains("source-unreadable"));
            origin.terminate();
            origin.exitCode(Duration.ofSeconds(60));

            assertThat(origin.log())
                    .doesNotContain("X-Amz-", "of-a-player", "of-a-user", "of-a-url")
                    .doesNotContain(
                            Origin.storage().secretKey(), Origin.storage().accessKey(), Origin.API_KEY)
                    .doesNotContain("generated security password");
            List<JsonNode> lines = origin.log().lines().map(JSON::readTree).toList();
            List<JsonNode> requests = lines.stream()
                    .filter(line -> line.path("logger_name").asString().equals("dev.cliprange.requests"))
                    .filter(line -> !line.path("path").asString().startsWith("/actuator"))
                    .toList();
            assertThat(requests)
                    .hasSize(10)
                    .allSatisfy(line -> assertThat(line.propertyNames())
                            .contains("method", "path", "status", "outcome", "milliseconds"))
                    .allSatisfy(line -> assertThat(line.path("path").asString()).doesNotContain("?"));
            assertThat(requests)
                    .extracting(line -> line.path("outcome").asString())
                    .contains("complete", "refused", "aborted");
            assertThat(lines)
                    .as("a failed source is no bug of ours")
                    .noneMatch(line -> line.path("level").asString().equals("ERROR"));
        }
    }
}
