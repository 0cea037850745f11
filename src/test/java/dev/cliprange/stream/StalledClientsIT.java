package dev.cliprange.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.ErrorLines;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients that take nothing of a clip, or too little, lose their place; the others get every byte. */
@ExtendWith(NettyLeaks.class)
class StalledClientsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Origin origin;
    private static ErrorLines errors;
    private static String fileStream;
    private static String storedStream;

    @BeforeAll
    static void start() throws IOException {
        Path file = HeavySource.file().toRealPath();
        origin = Origin.start(Map.of(
                "cliprange.sources.allowed", file.getParent().toUri(),
                "cliprange.limits.write-stall", "2s",
                "cliprange.limits.minimum-rate", "400KB",
                "cliprange.limits.minimum-rate-period", "3s",
                "cliprange.limits.streams-per-client", 4));
        errors = new ErrorLines();
        fileStream = clip(origin.client().readySource(file.toUri().toString()));
        storedStream = clip(origin.source(file));
    }

    @AfterAll
    static void stop() {
        errors.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsThatTakeNothing_areReset_andTheirPlacesAreFree(boolean ofFile) {
        String url = ofFile ? fileStream : storedStream;
        double before = resets("stalled");
        List<RawPlayer> players =
                Stream.generate(() -> new RawPlayer(url)).limit(4).toList();
        assertThat(players)
                .allSatisfy(player -> assertThat(player.head().status()).isEqualTo(200));
        try (var fifth = new RawPlayer(url)) {
            RawPlayer.Head refused = fifth.head();
            assertThat(refused.status()).as("places of one client").isEqualTo(429);
            assertThat(refused.headers()).containsKey("retry-after");
        }

        await().atMost(PATIENCE).until(() -> origin.bean(StreamGate.class).running() == 0);

        assertThat(players)
                .allSatisfy(player -> assertThat(
                                player.body(new RawPlayer.Head(200, Map.of("content-length", "50000000")))
                                        .complete())
                        .isFalse());
        players.forEach(RawPlayer::close);
        assertThat(resets("stalled") - before).isEqualTo(4);
        assertThat(origin.client().play(url).statusCode()).isEqualTo(200);
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void clientThatTakesTooLittle_isReset() {
        double before = resets("slow");
        byte[] whole = origin.client().play(storedStream).body();
        try (var player = new RawPlayer(storedStream)) {
            // 100 kB a second: never a stall, and a quarter of the minimum.
            assertThat(player.isServed(player.head(), whole, 10_000, 100)).isFalse();
        }
        assertThat(resets("slow") - before).isEqualTo(1);
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void rangeRequest_afterAReset_givesTheRest() {
        byte[] whole = origin.client().play(storedStream).body();
        int got = 300_000;
        try (var player = new RawPlayer(storedStream)) {
            player.head();
            player.skip(got);
            await().atMost(PATIENCE).until(() -> origin.bean(StreamGate.class).running() == 0);
        }

        var rest = origin.client().play(storedStream, "Range", "bytes=" + got + "-");

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).hasSize(whole.length - got);
    }

    private static double resets(String reason) {
        return origin.bean(MeterRegistry.class)
                .get("client.resets")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static String clip(JsonNode source) {
        return origin.client().clip(source, 0, 6).path("streamUrl").asString();
    }
}
