package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.cliprange.testing.ErrorLines;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A failure that is remembered is logged when it happens, and not again for each request that it answers. */
class RememberedFailuresIT {

    private static final int REQUESTS = 5;
    private static final String LOGGER = "dev.cliprange.web.problem.ProblemExceptionHandler";

    @TempDir
    Path folder;

    @Test
    void ffmpegClip_thatCannotBeMade_isOneErrorLineForAllItsRequests() {
        var ffmpeg = new ScriptedFfmpeg(folder);
        try (Origin origin =
                Origin.start(Map.of("cliprange.clip.engine", "ffmpeg", "cliprange.ffmpeg.path", ffmpeg.executable()))) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(HeavySource.stored());
            String url = client.clip(source, 1, 2).path("streamUrl").asString();
            ffmpeg.behave(ScriptedFfmpeg.Manner.LATE);

            expectOneLine(client, url, 500, "request failed");
        }
    }

    @Test
    void encoding_thatTakesTooLong_isOneLineForAllItsRequests() {
        var ffmpeg = new ScriptedFfmpeg(folder);
        try (Origin origin = Origin.start(
                Map.of("cliprange.precise.deadline", "2s", "cliprange.ffmpeg.path", ffmpeg.executable()))) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            String url = client.clip(source, Map.of("frame", 7), Map.of("frame", 13))
                    .path("preciseStreamUrl")
                    .asString();
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);

            expectOneLine(client, url, 504, "upstream failed");
        }
    }

    private static void expectOneLine(OriginClient client, String url, int status, String line) {
        try (var lines = new ErrorLines(Level.WARN)) {
            // Some share the process, others come when it has failed.
            List<CompletableFuture<HttpResponse<byte[]>>> together =
                    Stream.generate(() -> client.playAsync(url)).limit(REQUESTS).toList();
            assertThat(together)
                    .allSatisfy(it -> assertThat(it.join().statusCode()).isEqualTo(status));
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.play(url).statusCode()).isEqualTo(status);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> lines.lines().stream().anyMatch(it -> it.startsWith(LOGGER)));

            assertThat(lines.lines())
                    .filteredOn(it -> it.startsWith(LOGGER))
                    .singleElement()
                    .asString()
                    .startsWith(LOGGER + ": " + line);
        }
    }
}
