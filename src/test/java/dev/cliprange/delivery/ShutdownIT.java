package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The end of a server: told to stop it sees its streams out, killed it leaves nothing behind. */
class ShutdownIT {

    private static final int STREAMS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void sigterm_duringTwentyStreams_allFinishNewOnesAreRefusedAndTheExitCodeIsZero() {
        try (OriginProcess origin = start(Map.of("cliprange.delivery.shutdown-deadline", "55s"))) {
            String streamUrl = heavyClip(origin.client());
            List<RawPlayer> players = Stream.generate(() -> new RawPlayer(streamUrl))
                    .limit(STREAMS)
                    .toList();
            List<RawPlayer.Head> heads = Concurrently.all(players, RawPlayer::head);
            assertThat(heads).allMatch(head -> head.status() == 200);

            origin.terminate();

            await().atMost(LONGEST)
                    .until(() -> origin.client().get(pathOf(streamUrl)).status() == 503);
            OriginClient.Answer refused = origin.client().get(pathOf(streamUrl));
            assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(refused.body().path("code").asString()).isEqualTo("shutting-down");
            assertThat(origin.management().get("/actuator/health/readiness").status())
                    .isEqualTo(503);
            assertThat(origin.management().get("/actuator/health/liveness").status())
                    .isEqualTo(200);

            List<RawPlayer.Body> bodies = Concurrently.all(players, player -> player.body(heads.getFirst()));
            assertThat(bodies).allMatch(RawPlayer.Body::complete);
            assertThat(bodies)
                    .extracting(body -> body.bytes().length)
                    .containsOnly(bodies.getFirst().bytes().length);
            assertThat(origin.exitCode(LONGEST)).isZero();
        }
    }

    @Test
    void sigterm_whenAStreamOutlivesTheDeadline_itIsAbortedAndTheExitCodeIsZero() {
        try (OriginProcess origin = start(Map.of(
                // Nothing is kept, so the process still runs when the server receives SIGTERM.
                "cliprange.spool.max-clip", "0B", "cliprange.delivery.shutdown-deadline", "1s"))) {
            var player = new RawPlayer(heavyClip(origin.client()));
            RawPlayer.Head head = player.head();
            List<ProcessHandle> ffmpegs = origin.ffmpegs();
            assertThat(ffmpegs).isNotEmpty();

            origin.terminate();

            assertThat(origin.exitCode(LONGEST)).isZero();
            assertThat(player.body(head).complete()).isFalse();
            assertThat(ffmpegs).allMatch(OriginProcess::isGone);
        }
    }

    @Test
    void sigterm_whileASourceIsRead_doesNotWaitForIt() {
        try (var cable = new FaultyProxy(Origin.storage().endpoint().getPort());
                OriginProcess origin = start(Map.of(
                        "cliprange.storage.endpoint",
                                cable.through(Origin.storage().endpoint()),
                        "cliprange.ffmpeg.read-timeout", "10m",
                        "cliprange.storage.stall-timeout", "10m"))) {
            String uri = HeavySource.stored();
            cable.stallAfter(20_000);
            String id = origin.client()
                    .post("/api/sources", Map.of("uri", uri))
                    .expect(201)
                    .path("id")
                    .asString();
            await().atMost(LONGEST)
                    .until(() -> "indexing"
                            .equals(origin.client()
                                    .get("/api/sources/" + id)
                                    .body()
                                    .path("state")
                                    .asString()));
            // A client that waits for the end of the reading gets 503.
            CompletableFuture<OriginClient.Answer> waiting =
                    CompletableFuture.supplyAsync(() -> origin.client().get("/api/sources/" + id + "?wait=60"));
            await().atMost(LONGEST)
                    .until(() -> origin.client()
                            .get("/api/sources/" + id + "?wait=1")
                            .body()
                            .path("state")
                            .asString()
                            .equals("indexing"));

            origin.terminate();

            assertThat(origin.exitCode(LONGEST)).isZero();
            assertThat(waiting.join().status()).isEqualTo(503);
            assertThat(waiting.join().body().path("code").asString()).isEqualTo("shutting-down");
        }
    }

    @Test
    void sigkill_leavesNoFfmpegBehind_alsoNoneThatWaitsForItsSource() {
        try (var cable = new FaultyProxy(Origin.storage().endpoint().getPort());
                OriginProcess origin = start(Map.of(
                        "cliprange.storage.endpoint",
                        cable.through(Origin.storage().endpoint()),
                        "cliprange.spool.max-clip",
                        "0B",
                        "cliprange.ffmpeg.read-timeout",
                        "3s"))) {
            String streamUrl = heavyClip(origin.client());
            var writing = new RawPlayer(streamUrl);
            assertThat(writing.head().status()).isEqualTo(200);
            cable.stallAfter(0);
            var waiting = new RawPlayer(streamUrl);
            await().atMost(LONGEST).until(() -> origin.ffmpegs().size() == 2);
            List<ProcessHandle> ffmpegs = origin.ffmpegs();

            origin.kill();

            await().atMost(Duration.ofSeconds(20)).until(() -> ffmpegs.stream().allMatch(OriginProcess::isGone));
            assertThat(origin.isAlive()).isFalse();
            writing.close();
            waiting.close();
        }
    }

    private static OriginProcess start(Map<String, ?> settings) {
        var all = new LinkedHashMap<String, Object>();
        all.put("cliprange.clip.engine", "ffmpeg");
        all.put("cliprange.ffmpeg.max-processes", STREAMS);
        all.putAll(settings);
        return OriginProcess.ready(all);
    }

    /** More than all buffers between FFmpeg and a player that does not read can hold. */
    private static String heavyClip(OriginClient client) {
        JsonNode source = client.readySource(HeavySource.stored());
        return client.clip(source, 0.1, 2.1).path("streamUrl").asString();
    }

    private static String pathOf(String address) {
        return java.net.URI.create(address).getRawPath();
    }
}
