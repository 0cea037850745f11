package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.WideSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * What a precise clip costs: 10 s of 1080p with a keyframe each 2 s. How many frames are encoded is asserted; times are
 * measured and added to {@code target/precise.txt}.
 */
@EnabledIfSystemProperty(named = "cliprange.full", matches = "true", disabledReason = "encodes a large source")
class PreciseCostIT {

    private static final int GOP_FRAMES = 60;
    private static final int CLIP_FRAMES = 300;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @Test
    void preciseClip_ofTenSeconds_encodesAtMostOneGopAndThreeFrames() throws IOException {
        JsonNode source = origin.source(WideSource.file());
        var lines = new ArrayList<String>();
        for (int start : List.of(1, 31, 59, 91, 118)) {
            JsonNode clip = client.clip(source, Map.of("frame", start), Map.of("frame", start + CLIP_FRAMES));
            String id = clip.path("id").asString();
            String precise = clip.path("preciseStreamUrl").asString();
            long first = firstByteMs(precise);
            long second = firstByteMs(precise);
            long copy = firstByteMs(clip.path("streamUrl").asString());
            JsonNode prepared =
                    client.post("/api/clips/" + id + "/prepare", Map.of()).expect(200);

            assertThat(prepared.path("encodedFrames").asInt()).isLessThanOrEqualTo(GOP_FRAMES + 3);
            lines.add(
                    "1080p from frame %d: first byte %d ms, again %d ms, copy %d ms; %d frames encoded, %.1f %% copied"
                            .formatted(
                                    start,
                                    first,
                                    second,
                                    copy,
                                    prepared.path("encodedFrames").asInt(),
                                    100.0
                                            * prepared.path("copiedBytes").asLong()
                                            / prepared.path("lengthBytes").asLong()));
            client.delete("/api/clips/" + id).expect(204);
        }
        client.delete("/api/sources/" + source.path("id").asString()).expect(204);
        Files.write(Path.of("target", "precise.txt"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static long firstByteMs(String address) {
        long before = System.nanoTime();
        try (var player = new RawPlayer(address)) {
            assertThat(player.head().status()).isEqualTo(200);
            player.skip(1);
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        }
    }
}
