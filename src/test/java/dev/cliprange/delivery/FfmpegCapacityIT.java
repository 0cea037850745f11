package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The pool as players see it: bounded, fair to those who wait, and whole again after every storm. */
@ExtendWith(NettyLeaks.class)
class FfmpegCapacityIT {

    private static final int PERMITS = 4;
    private static final int QUEUE = 2 * PERMITS;
    private static final int REQUESTS = 60;

    private static Origin origin;
    private static OriginClient client;
    private static String streamUrl;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of(
                "cliprange.clip.engine", "ffmpeg",
                "cliprange.ffmpeg.max-processes", PERMITS,
                // A process for each request, which is held as long as its player likes.
                "cliprange.spool.max-clip", "0B",
                // Long enough that nobody who waits is sent away while this test looks.
                "cliprange.ffmpeg.max-wait", "60s"));
        client = origin.client();
        JsonNode source = origin.source(HeavySource.file());
        streamUrl = client.clip(source, 0.1, 3.1).path("streamUrl").asString();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void sixtyRequests_onFourPermits_fourRunEightWaitTheRestAreSentAway() {
        List<RawPlayer> players = new ArrayList<>();
        double before = rejected();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                players.add(new RawPlayer(streamUrl));
            }
            // All have come to the pool before the first place is free again: a late one would get it.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool().path("active").asInt() == PERMITS
                            && pool().path("waiting").asInt() == QUEUE
                            && rejected() - before == REQUESTS - PERMITS - QUEUE);
            assertThat(pool().path("processes").size()).isEqualTo(PERMITS);

            List<RawPlayer.Head> heads = Concurrently.all(players, player -> {
                RawPlayer.Head head = player.head();
                assertThat(player.body(head).complete()).isTrue();
                assertThat(pool().path("active").asInt()).isLessThanOrEqualTo(PERMITS);
                return head;
            });

            assertThat(heads).filteredOn(head -> head.status() == 200).hasSize(PERMITS + QUEUE);
            assertThat(heads)
                    .filteredOn(head -> head.status() == 429)
                    .hasSize(REQUESTS - PERMITS - QUEUE)
                    .allSatisfy(head -> assertThat(head.headers())
                            .containsKey("retry-after")
                            .containsEntry("cache-control", "no-store"));
        } finally {
            players.forEach(RawPlayer::close);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> pool().path("active").asInt() == 0);
        assertThat(client.play(streamUrl).statusCode()).isEqualTo(200);
    }

    private static double rejected() {
        return origin.bean(MeterRegistry.class).get("ffmpeg.rejected").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void playersThatLeaveAtRandomMoments_leaveNothingBehind() {
        int players = Boolean.getBoolean("cliprange.full") ? 1000 : 60;
        var random = new Random(11);
        for (int done = 0; done < players; done += PERMITS) {
            var crowd = new ArrayList<RawPlayer>();
            for (int i = 0; i < PERMITS; i++) {
                crowd.add(new RawPlayer(streamUrl));
            }
            Concurrently.all(crowd, player -> {
                pause(random.nextInt(120));
                if (random.nextBoolean()) {
                    player.skip(random.nextInt(200));
                }
                player.close();
                return player;
            });
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> pool().path("active").asInt() == 0
                        && pool().path("waiting").asInt() == 0);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.info().command().orElse("").endsWith("ffmpeg")))
                .isEmpty();
        assertThat(meter("clip_delivery_streams")).isZero();
        assertThat(meter("r2dbc_pool_acquired_connections")).isZero();
        assertThat(client.play(streamUrl).statusCode()).isEqualTo(200);
    }

    @Test
    void head_startsNoProcess() {
        double exits = meter("ffmpeg_exit_total");
        var head = client.send(client.request(streamUrl)
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("accept-ranges")).isEqualTo("none");
        assertThat(head.header("content-length")).isEmpty();
        assertThat(meter("ffmpeg_exit_total")).isEqualTo(exits);
    }

    private static JsonNode pool() {
        return client.get("/api/admin/ffmpeg").expect(200);
    }

    /** The sum of a meter over its tags. */
    private static double meter(String name) {
        return new String(client.play(origin.managementBase() + "/actuator/prometheus")
                        .body())
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
