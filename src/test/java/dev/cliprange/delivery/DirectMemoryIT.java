package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An instance whose streams hold nearly all direct memory says so, until they end. */
class DirectMemoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_PLAYERS = 200;

    @Test
    void readiness_whileDirectMemoryIsShort_isDownWithTheReason() {
        try (var web = new MediaServer()) {
            URI file = web.serve(HeavySource.file());
            try (OriginProcess origin = OriginProcess.ready(
                    Map.of(
                            "cliprange.sources.allowed", file.resolve("/"),
                            // Far more than there is.
                            "cliprange.storage.max-in-flight", "8MB",
                            "cliprange.storage.max-in-flight-total", "1GB"),
                    "-XX:MaxDirectMemorySize=32m")) {
                OriginClient client = origin.client();
                String url = client.clip(client.readySource(file.toString()), 0, 11)
                        .path("streamUrl")
                        .asString();
                List<RawPlayer> players = new ArrayList<>();
                try {
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(100))
                            .until(() -> {
                                if (players.size() < MOST_PLAYERS) {
                                    players.add(new RawPlayer(url));
                                }
                                return isDown(origin);
                            });
                } finally {
                    players.forEach(RawPlayer::close);
                }
                await().atMost(PATIENCE)
                        .until(() -> readiness(origin)
                                .filter(it -> it.status() == 200)
                                .isPresent());
                assertThat(client.play(url).statusCode()).isEqualTo(200);
            }
        }
    }

    private static boolean isDown(OriginProcess origin) {
        Optional<OriginClient.Answer> readiness = readiness(origin).filter(it -> it.status() != 200);
        if (readiness.isEmpty()) {
            return false;
        }
        var component = readiness.get().body().path("components").path("directMemory");
        assertThat(component.path("status").asString()).as(readiness.toString()).isEqualTo("DOWN");
        assertThat(component.path("details").path("missing").asString()).isEqualTo("direct memory");
        return true;
    }

    /** Returns the answer; empty if not even this one found memory. */
    private static Optional<OriginClient.Answer> readiness(OriginProcess origin) {
        try {
            return Optional.of(origin.management().get("/actuator/health/readiness"));
        } catch (UncheckedIOException broken) {
            return Optional.empty();
        }
    }
}
