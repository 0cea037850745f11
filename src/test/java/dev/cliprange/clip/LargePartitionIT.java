package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A large partition of two sources at once, in the heap of the image: in {@code -Pfull} the largest there is. */
class LargePartitionIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int CUTS = FULL ? 50_000 : 10_000;
    private static final int ROUNDS = FULL ? 2 : 1;
    private static final String[] IMAGE = {
        "-XX:+UseSerialGC",
        "-Xms64m",
        "-Xmx160m",
        "-XX:MaxDirectMemorySize=96m",
        "-Xss512k",
        "-XX:+ExitOnOutOfMemoryError"
    };

    /** A frame for each clip. */
    private static final List<String> RECIPE = List.of(
            "-nostdin",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "color=s=16x16:r=60:d=" + (CUTS / 60 + 7),
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-g",
            "60");

    @Test
    void partition_ofTwoSourcesAtOnce_isAnsweredAndUndone(@TempDir Path folder) {
        Path file = folder.resolve("many-frames.mp4");
        make(file);
        Origin.storage().put("many-one.mp4", file);
        Origin.storage().put("many-two.mp4", file);
        try (OriginProcess origin = OriginProcess.ready(Map.of(), IMAGE)) {
            OriginClient client = origin.client();
            List<String> paths = List.of("many-one.mp4", "many-two.mp4").stream()
                    .map(key -> client.readySource("s3://" + Origin.storage().bucket() + "/" + key))
                    .map(source -> "/api/sources/" + source.path("id").asString())
                    .toList();
            String cuts = IntStream.rangeClosed(1, CUTS)
                    .mapToObj(frame -> "{\"frame\":" + frame + "}")
                    .collect(Collectors.joining(",", "{\"cuts\":[", "]}"));
            String key = UUID.randomUUID().toString();

            for (int round = 0; round < ROUNDS; round++) {
                String own = key + round;
                List<JsonNode> made = Concurrently.all(
                        paths, path -> send(client, path + "/clips:partition", cuts, own + paths.indexOf(path)));
                assertThat(made).allSatisfy(summary -> {
                    assertThat(summary.path("clipCount").asInt()).isEqualTo(CUTS + 1);
                    assertThat(summary.path("clips")).isEmpty();
                });
                assertThat(made.getFirst().path("clipsUrl").asString()).isEqualTo(paths.getFirst() + "/clips");
                assertThat(send(client, paths.getFirst() + "/clips:partition", cuts, own + "0"))
                        .isEqualTo(made.getFirst());
            }
            JsonNode first = client.get(paths.getFirst() + "/clips?limit=500").expect(200);
            assertThat(first.path("items")).hasSize(500);

            List<JsonNode> undone = Concurrently.all(paths, path -> undoNewest(client, path));

            assertThat(undone)
                    .allSatisfy(operation ->
                            assertThat(operation.path("changeCount").asInt()).isEqualTo(ROUNDS * (CUTS + 1)));
            assertThat(client.get(paths.getFirst() + "/operations").expect(200).path("items"))
                    .hasSize(ROUNDS);
            assertThat(origin.isAlive()).isTrue();
            assertThat(origin.log()).doesNotContain("OutOfMemoryError").doesNotContain("\"level\":\"ERROR\"");
        }
    }

    private static JsonNode undoNewest(OriginClient client, String path) {
        JsonNode newest = client.get(path + "/operations?limit=1")
                .expect(200)
                .path("items")
                .get(0);
        return send(client, "/api/operations/" + newest.path("id").asString() + "/undo", "{}", UUID.randomUUID() + "");
    }

    private static JsonNode send(OriginClient client, String path, String body, String key) {
        return client.send(client.request(path)
                        .timeout(Duration.ofMinutes(4))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .expect(200);
    }

    private static void make(Path file) {
        var arguments = new java.util.ArrayList<>(RECIPE);
        arguments.add(file.toString());
        FfmpegRun.of(arguments).orThrow();
    }
}
