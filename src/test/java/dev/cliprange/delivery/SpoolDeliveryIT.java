package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * One process makes a clip for all its clients at its own speed, and the clip is then served like a file for a while.
 */
@ExtendWith(NettyLeaks.class)
class SpoolDeliveryIT {

    private static final int PERMITS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static ScriptedFfmpeg ffmpeg;
    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    /**
     * The start of the next clip. It begins a frame later after each test, so that no two tests have the same clips.
     */
    private static double at;

    private static double firstAt;

    @BeforeAll
    static void start() {
        ffmpeg = new ScriptedFfmpeg(folder);
        origin = Origin.start(Map.of(
                "cliprange.clip.engine", "ffmpeg",
                "cliprange.ffmpeg.path", ffmpeg.executable(),
                "cliprange.ffmpeg.max-processes", PERMITS,
                "cliprange.ffmpeg.queue-length", 20,
                "cliprange.ffmpeg.max-wait", "60s",
                "cliprange.spool.memory", "4MB",
                "cliprange.spool.disk", "256MB",
                "cliprange.delivery.failures-kept", "5s"));
        client = origin.client();
        source = client.readySource(HeavySource.stored());
    }

    @AfterAll
    static void stop() {
        origin.close();
        // Servers of other tests check their FFmpeg now and then.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> OriginProcess.ffmpegs(ProcessHandle.current()).isEmpty());
    }

    @BeforeEach
    void mend() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        newClips();
    }

    @AfterEach
    void noProcessIsLeft() {
        await().atMost(LIMIT).until(() -> active() == 0);
        await().atMost(LIMIT).until(() -> gauge("clip.delivery.streams") == 0);
    }

    @Test
    void slowReaders_ofMoreClipsThanPermits_holdNoPermit() {
        List<String> urls =
                IntStream.range(0, 2 * PERMITS).mapToObj(i -> clip(1.2)).toList();
        double killedBefore = killed();
        List<RawPlayer> players = new ArrayList<>();
        try {
            urls.forEach(url -> players.add(new RawPlayer(url)));
            List<RawPlayer.Head> heads = Concurrently.all(players, RawPlayer::head);
            assertThat(heads).allMatch(head -> head.status() == 200);

            // Nobody has read a byte of a body, and no process is left.
            await().atMost(LIMIT).until(() -> active() == 0);
            assertThat(gauge("clip.delivery.streams")).isEqualTo(2 * PERMITS);
            assertThat(killed()).isEqualTo(killedBefore);
            String another = clip(0.5);
            assertThat(client.play(another).statusCode()).isEqualTo(200);

            List<RawPlayer.Body> bodies = Concurrently.all(players, player -> player.body(heads.getFirst()));
            assertThat(bodies).allMatch(RawPlayer.Body::complete);
            for (int i = 0; i < urls.size(); i++) {
                assertThat(client.play(urls.get(i)).body())
                        .isEqualTo(bodies.get(i).bytes());
            }
        } finally {
            players.forEach(RawPlayer::close);
        }
    }

    @Test
    void twentyRequests_forOneVersion_startOneProcessAndGetTheSameBytes() {
        String url = clip(2);
        double before = processes();
        List<RawPlayer> players =
                Stream.generate(() -> new RawPlayer(url)).limit(20).toList();
        List<byte[]> bodies = Concurrently.all(players, player -> {
            RawPlayer.Head head = player.head();
            assertThat(head.status()).isEqualTo(200);
            RawPlayer.Body body = player.body(head);
            assertThat(body.complete()).isTrue();
            return body.bytes();
        });
        players.forEach(RawPlayer::close);

        await().atMost(LIMIT).until(() -> active() == 0);
        assertThat(processes() - before).isEqualTo(1);
        assertThat(bodies.getFirst()).hasSizeGreaterThan(10_000_000);
        assertThat(bodies).allMatch(body -> Arrays.equals(body, bodies.getFirst()));
    }

    @Test
    void clipMadeWhole_isServedWithLengthRangesAndAStrongTag() {
        String url = clip(1);
        HttpResponse<byte[]> first = client.play(url, "Range", "bytes=5-9");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "accept-ranges")).isEqualTo("none");
        assertThat(header(first, "etag")).startsWith("W/");
        byte[] whole = first.body();
        await().atMost(LIMIT).until(() -> active() == 0);
        double before = processes();

        HttpResponse<byte[]> second = client.play(url);
        String tag = header(second, "etag");
        assertThat(second.body()).isEqualTo(whole);
        assertThat(header(second, "content-length")).isEqualTo(String.valueOf(whole.length));
        assertThat(header(second, "accept-ranges")).isEqualTo("bytes");
        assertThat(header(second, "clip-range")).isEqualTo(header(first, "clip-range"));
        assertThat(header(second, "cache-control")).isEqualTo(header(first, "cache-control"));
        assertThat(header(second, "server-timing")).isNotEmpty();
        assertThat(tag).matches("\"[a-z2-7]{16}-[0-9a-f]{16}\"");

        HttpResponse<byte[]> part = client.play(url, "Range", "bytes=100000-3000000", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "content-range")).isEqualTo("bytes 100000-3000000/" + whole.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 100_000, 3_000_001));
        assertThat(client.play(url, "Range", "bytes=-7").body())
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 7, whole.length));
        assertThat(client.play(url, "Range", "bytes=0-0", "If-Range", header(first, "etag"))
                        .statusCode())
                .as("a weak tag does not open ranges")
                .isEqualTo(200);
        assertThat(client.play(url, "Range", "bytes=" + whole.length + "-").statusCode())
                .isEqualTo(416);
        for (String held : List.of(tag, "W/" + tag, header(first, "etag"), "\"other\", " + tag, "*")) {
            assertThat(client.play(url, "If-None-Match", held).statusCode())
                    .as(held)
                    .isEqualTo(304);
        }
        assertThat(client.play(url, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);

        OriginClient.Answer head = head(url);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(String.valueOf(whole.length));
        assertThat(head.header("etag")).isEqualTo(tag);
        assertThat(processes()).isEqualTo(before);
    }

    @Test
    void head_ofAClipThatIsNotThere_startsNoProcess() {
        double before = processes();

        OriginClient.Answer head = head(clip(1));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("accept-ranges")).isEqualTo("none");
        assertThat(head.header("content-length")).isEmpty();
        assertThat(processes()).isEqualTo(before);
    }

    @Test
    void revalidation_withATagOfBytesThatAreNotHere_startsNoProcess() {
        String url = clip(1);
        String version = url.substring(url.lastIndexOf('/') + 1);
        double before = processes();

        HttpResponse<byte[]> response = client.play(url, "If-None-Match", "\"" + version + "-0123456789abcdef\"");

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(header(response, "etag")).isEqualTo("\"" + version + "-0123456789abcdef\"");
        assertThat(processes()).isEqualTo(before);
    }

    @Test
    void clipLargerThanMayBeKept_playsWholeAndItsPlayerSetsThePace() {
        String url = clip(10);
        try (var player = new RawPlayer(url)) {
            RawPlayer.Head head = player.head();
            await().atMost(LIMIT).until(() -> counter("clip.spool.overflows") >= 1);
            assertThat(active()).isEqualTo(1);

            RawPlayer.Body body = player.body(head);

            assertThat(body.complete()).isTrue();
            assertThat(body.bytes()).hasSizeGreaterThan(64_000_000);
        }
        await().atMost(LIMIT).until(() -> active() == 0);
        assertThat(head(url).header("content-length")).isEmpty();
    }

    @Test
    void players_thatLeaveAtRandomMoments_leaveNothingBehind() {
        int rounds = Boolean.getBoolean("cliprange.full") ? 100 : 10;
        var random = new Random(12);
        for (int round = 0; round < rounds; round++) {
            newClips();
            String url = clip(2);
            List<RawPlayer> players =
                    Stream.generate(() -> new RawPlayer(url)).limit(4).toList();
            List<Integer> bytes =
                    players.stream().map(it -> random.nextInt(1_000_000)).toList();
            Concurrently.all(List.of(0, 1, 2, 3), number -> {
                players.get(number).skip(bytes.get(number));
                players.get(number).close();
                return number;
            });
        }
        await().atMost(LIMIT).until(() -> active() == 0);
        await().atMost(LIMIT).until(() -> gauge("clip.delivery.streams") == 0);
        assertThat(client.play(clip(0.5)).statusCode()).isEqualTo(200);
    }

    @Test
    void lastClientLeaves_whileTheProcessRuns_endsTheProcess() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HALF);
        String url = clip(1);
        var one = new RawPlayer(url);
        var other = new RawPlayer(url);
        assertThat(one.head().status()).isEqualTo(200);
        assertThat(other.head().status()).isEqualTo(200);
        one.close();
        other.skip(1_000_000);
        assertThat(active()).isEqualTo(1);

        other.close();

        await().atMost(LIMIT).until(() -> active() == 0);
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        assertThat(client.play(url).statusCode()).isEqualTo(200);
    }

    @Test
    void processDiesAfterTheFirstByte_abortsEveryConnectionAndIsNotRemembered() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.DYING);
        String url = clip(1);
        var players = List.of(new RawPlayer(url), new RawPlayer(url), new RawPlayer(url));
        List<RawPlayer.Head> heads = Concurrently.all(players, RawPlayer::head);
        assertThat(heads).allMatch(head -> head.status() == 200);

        assertThat(Concurrently.all(
                        players, player -> player.body(heads.getFirst()).complete()))
                .containsOnly(false);
        players.forEach(RawPlayer::close);
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        assertThat(client.play(url).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"REFUSING, 422, media-unsupported", "BREAKING, 422, media-malformed", "GIVING_UP, 500, internal"})
    void failureThatRepeats_isRememberedAndAnsweredWithItsStatus(
            ScriptedFfmpeg.Manner manner, int status, String code) {
        ffmpeg.behave(manner);
        String url = clip(1);
        try (var player = new RawPlayer(url)) {
            RawPlayer.Head head = player.head();
            if (head.status() == 200) {
                assertThat(player.body(head).complete()).isFalse();
            } else {
                assertThat(head.status()).isEqualTo(status);
            }
        }
        await().atMost(LIMIT).until(() -> active() == 0);
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        double before = processes();

        OriginClient.Answer answer = client.get(URI.create(url).getRawPath());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(head(url).status()).isEqualTo(status);
        assertThat(processes()).isEqualTo(before);
        await().atMost(LIMIT).until(() -> client.play(url).statusCode() == 200);
    }

    @Test
    void failureOfTheStorage_isNotRemembered() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.UNREADING);
        String url = clip(1);
        assertThat(client.get(URI.create(url).getRawPath()).status()).isEqualTo(502);
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);

        assertThat(client.play(url).statusCode()).isEqualTo(200);
    }

    private static String clip(double seconds) {
        double start = at;
        at = start + seconds + 0.08;
        return client.clip(source, start, start + seconds).path("streamUrl").asString();
    }

    private static void newClips() {
        client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(clip -> client.delete("/api/clips/" + clip.path("id").asString())
                        .expect(204));
        firstAt += 0.04;
        at = firstAt;
    }

    private static OriginClient.Answer head(String url) {
        return client.send(client.request(url)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static int active() {
        return client.get("/api/admin/ffmpeg").expect(200).path("active").asInt();
    }

    /** Processes that have ended, of clips and others. */
    private static double processes() {
        return counters("ffmpeg.exit");
    }

    private static double killed() {
        return counters("ffmpeg.killed");
    }

    private static double counter(String name) {
        return counters(name);
    }

    private static double counters(String name) {
        return origin.bean(MeterRegistry.class).find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static double gauge(String name) {
        return origin.bean(MeterRegistry.class).get(name).gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }
}
