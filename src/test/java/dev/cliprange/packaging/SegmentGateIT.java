package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Segments and pictures are streams: they count against the limit of an instance, and an instance that stops waits for them. */
class SegmentGateIT {

    private static final int STREAMS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int PIECE_BYTES = 1 << 18;

    @Test
    void segmentsAndPictures_countAgainstTheStreamsOfAnInstance() {
        try (Origin origin = Origin.start(Map.of("cliprange.limits.max-streams", 2))) {
            OriginClient client = origin.client();
            JsonNode clip = client.clip(origin.source(HeavySource.avc()), 3, 8);
            String master = clip.path("hlsUrl").asString() + "?form=copy";
            String segment = segment(client, master);
            String poster = clip.path("posterUrl").asString();
            List<String> all = List.of(segment, master, clip.path("dashUrl").asString(), poster, storyboard(poster));
            all.forEach(url -> assertThat(client.play(url).statusCode()).as(url).isEqualTo(200));

            List<RawPlayer> players =
                    Stream.generate(() -> new RawPlayer(segment)).limit(2).toList();
            assertThat(players).allMatch(player -> player.head().status() == 200);

            for (String url : all) {
                OriginClient.Answer refused = client.get(target(url));
                assertThat(refused.status()).as(url).isEqualTo(429);
                assertThat(refused.body().path("code").asString()).as(url).isEqualTo("too-busy");
                assertThat(refused.header("retry-after")).as(url).isNotEmpty();
                assertThat(refused.header("cache-control")).as(url).isEqualTo("no-store");
            }

            players.forEach(RawPlayer::close);
            for (String url : all) {
                await().atMost(LONGEST).until(() -> client.play(url).statusCode() == 200);
            }
            client.deleteSources();
        }
    }

    @Test
    void sigterm_duringTwentySegments_allFinishNewOnesAreRefusedAndTheExitCodeIsZero() {
        try (OriginProcess origin = OriginProcess.ready(Map.of("cliprange.delivery.shutdown-deadline", "55s"))) {
            OriginClient client = origin.client();
            Origin.storage().put("segments.mp4", HeavySource.avc());
            JsonNode source = client.readySource("s3://" + Origin.storage().bucket() + "/segments.mp4");
            JsonNode clip = client.clip(source, 3, 8);
            String segment = segment(client, clip.path("hlsUrl").asString() + "?form=copy");
            byte[] expected = client.play(segment).body();
            // More than the buffers between the storage and a player that does not read can hold.
            assertThat(expected).hasSizeGreaterThan(6_000_000);
            List<RawPlayer> players =
                    Stream.generate(() -> new RawPlayer(segment)).limit(STREAMS).toList();
            List<RawPlayer.Head> heads = Concurrently.all(players, RawPlayer::head);
            assertThat(heads).allMatch(head -> head.status() == 200);

            origin.terminate();

            await().atMost(LONGEST).until(() -> client.get(target(segment)).status() == 503);
            for (String url : List.of(segment, clip.path("posterUrl").asString())) {
                OriginClient.Answer refused = client.get(target(url));
                assertThat(refused.status()).as(url).isEqualTo(503);
                assertThat(refused.body().path("code").asString()).as(url).isEqualTo("shutting-down");
            }

            assertThat(Concurrently.all(players, player -> player.isServed(heads.getFirst(), expected, PIECE_BYTES, 0)))
                    .containsOnly(true);
            assertThat(origin.exitCode(LONGEST)).isZero();
        }
    }

    /** The first segment: a second up to the grid of the source. */
    private static String segment(OriginClient client, String master) {
        return HlsStream.open(client, master).variant().segments().getFirst();
    }

    private static String storyboard(String poster) {
        return poster.replace("/poster/", "/storyboard/").replace(".jpg", ".vtt");
    }

    private static String target(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }
}
