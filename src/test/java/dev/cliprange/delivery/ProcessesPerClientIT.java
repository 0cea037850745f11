package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One client with many slow clips does not take the FFmpeg processes of others. A header of a proxy names the clients. */
class ProcessesPerClientIT {

    private static final int PERMITS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ONE = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";

    @TempDir
    Path folder;

    private final List<RawPlayer> players = new ArrayList<>();
    private ScriptedFfmpeg ffmpeg;

    @BeforeEach
    void script() {
        ffmpeg = new ScriptedFfmpeg(folder);
    }

    @AfterEach
    void leave() {
        players.forEach(RawPlayer::close);
    }

    private Origin start(String engine) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "cliprange.ffmpeg.path",
                ffmpeg.executable(),
                "cliprange.ffmpeg.max-processes",
                PERMITS,
                "cliprange.ffmpeg.processes-per-client",
                PERMITS / 2,
                "cliprange.ffmpeg.processes-per-key",
                PERMITS / 2,
                "cliprange.limits.trusted-proxies",
                1,
                // The processes of this test never end by themselves.
                "cliprange.delivery.shutdown-deadline",
                "1s"));
        if (!engine.isEmpty()) {
            settings.put("cliprange.clip.engine", engine);
        }
        return Origin.start(settings);
    }

    private static List<String> clips(OriginClient client, JsonNode source, int number, String form) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            urls.add(client.clip(source, Map.of("frame", 7 + 7 * i), Map.of("frame", 13 + 7 * i))
                    .path(form)
                    .asString());
        }
        return urls;
    }

    private RawPlayer player(String url, String of) {
        var player = new RawPlayer(url, "X-Forwarded-For", of);
        players.add(player);
        return player;
    }

    @Test
    void slowClips_ofOneClient_doNotKeepASecondClientFromItsFirstByte() {
        try (Origin origin = start("ffmpeg")) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(HeavySource.stored());
            List<String> urls = clips(client, source, 2 * PERMITS, "streamUrl");
            // Each process writes its first bytes and then stays.
            ffmpeg.behave(ScriptedFfmpeg.Manner.STAYING);
            List<RawPlayer> greedy =
                    urls.stream().skip(1).map(url -> player(url, ONE)).toList();
            await().atMost(LIMIT).until(() -> active(client) >= PERMITS / 2);

            RawPlayer.Head head = player(urls.getFirst(), OTHER).head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(active(client)).isEqualTo(PERMITS / 2 + 1);
            // The others waited for a place of their client.
            List<RawPlayer.Head> heads = greedy.stream().map(RawPlayer::head).toList();
            assertThat(heads).filteredOn(it -> it.status() == 200).hasSize(PERMITS / 2);
            assertThat(heads)
                    .filteredOn(it -> it.status() != 200)
                    .allSatisfy(it -> assertThat(it.status()).isEqualTo(429))
                    .allSatisfy(it -> assertThat(it.headers()).containsKey("retry-after"));
            greedy.forEach(RawPlayer::close);
            await().atMost(LIMIT).until(() -> active(client) == 1);
            assertThat(player(urls.getLast(), ONE).head().status())
                    .as("leaving frees the places")
                    .isEqualTo(200);
        }
    }

    @Test
    void client_thatStartedAProcess_holdsItUntilItsEnd_andThoseThatJoinHoldNothing() {
        try (Origin origin = start("ffmpeg")) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(HeavySource.stored());
            List<String> urls = clips(client, source, 5, "streamUrl");
            ffmpeg.behave(ScriptedFfmpeg.Manner.STAYING);
            RawPlayer first = player(urls.get(0), ONE);
            RawPlayer second = player(urls.get(1), ONE);
            assertThat(List.of(first.head().status(), second.head().status())).containsOnly(200);
            assertThat(player(urls.get(0), OTHER).head().status()).isEqualTo(200);
            assertThat(player(urls.get(1), OTHER).head().status()).isEqualTo(200);

            first.close();
            second.close();

            assertThat(player(urls.get(2), ONE).head().status())
                    .as("its processes run on")
                    .isEqualTo(429);
            assertThat(player(urls.get(3), OTHER).head().status()).isEqualTo(200);
            assertThat(player(urls.get(4), OTHER).head().status()).isEqualTo(200);
            assertThat(active(client)).isEqualTo(PERMITS);
        }
    }

    @Test
    void clip_thatAClientAtItsLimitAskedForFirst_isMadeForASecondClient() {
        try (Origin origin = start("ffmpeg")) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(HeavySource.stored());
            List<String> urls = clips(client, source, 3, "streamUrl");
            ffmpeg.behave(ScriptedFfmpeg.Manner.STAYING);
            assertThat(player(urls.get(0), ONE).head().status()).isEqualTo(200);
            assertThat(player(urls.get(1), ONE).head().status()).isEqualTo(200);
            RawPlayer waiting = player(urls.get(2), ONE);
            await().atMost(LIMIT).until(() -> pool(client).path("waiting").asInt() == 1);

            assertThat(player(urls.get(2), OTHER).head().status()).isEqualTo(200);
            assertThat(waiting.head().status()).isEqualTo(429);
        }
    }

    @Test
    void encoding_thatAClientAtItsLimitAskedForFirst_isMadeForASecondClient() {
        try (Origin origin = start("")) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            List<String> urls = clips(client, source, 2, "preciseStreamUrl");
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);
            CompletableFuture<HttpResponse<byte[]>> running = play(client, urls.get(0), ONE);
            await().atMost(LIMIT).until(() -> active(client) == 1);
            ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
            CompletableFuture<HttpResponse<byte[]>> waiting = play(client, urls.get(1), ONE);
            await().atMost(LIMIT).until(() -> pool(client).path("waiting").asInt() == 1);

            assertThat(play(client, urls.get(1), OTHER).join().statusCode()).isEqualTo(200);
            // On a slow machine, the edges that the second client asked for may be ready before the first one's wait
            // ends.
            assertThat(waiting.join().statusCode()).isIn(200, 429);
            assertThat(running).isNotDone();
        }
    }

    @Test
    void encodings_ofOneClient_doNotKeepASecondClientFromItsOwn() {
        try (Origin origin = start("")) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            List<String> urls = clips(client, source, 3, "preciseStreamUrl");
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);
            CompletableFuture<HttpResponse<byte[]>> running = play(client, urls.get(0), ONE);
            await().atMost(LIMIT).until(() -> active(client) == 1);
            ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);

            HttpResponse<byte[]> refused = play(client, urls.get(1), ONE).join();

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(JsonMapper.shared().readTree(refused.body()).path("code").asString())
                    .isEqualTo("too-busy");
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("This client has");
            assertThat(play(client, urls.get(2), OTHER).join().statusCode()).isEqualTo(200);
            assertThat(running).isNotDone();
        }
    }

    @Test
    void preparations_ofOneKey_haveALimitWhateverClientSendsThem() {
        try (Origin origin = start("")) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            List<JsonNode> clips = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clips.add(client.clip(source, Map.of("frame", 7 + 7 * i), Map.of("frame", 13 + 7 * i)));
            }
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);
            CompletableFuture<OriginClient.Answer> running =
                    CompletableFuture.supplyAsync(() -> prepare(client, clips.get(0), ONE));
            await().atMost(LIMIT).until(() -> active(client) == 1);

            OriginClient.Answer refused = prepare(client, clips.get(1), OTHER);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body().path("detail").asString()).contains("This key has");
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(running).isNotDone();

            // The server does not wait for the encoding.
            origin.close();
            assertThat(running.join().status()).isEqualTo(503);
        }
    }

    private static OriginClient.Answer prepare(OriginClient client, JsonNode clip, String of) {
        return client.send(client.request("/api/clips/" + clip.path("id").asString() + "/prepare")
                .header("X-Forwarded-For", of)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static CompletableFuture<HttpResponse<byte[]>> play(OriginClient client, String url, String of) {
        return CompletableFuture.supplyAsync(() -> client.play(url, "X-Forwarded-For", of));
    }

    private static int active(OriginClient client) {
        return pool(client).path("active").asInt();
    }

    private static JsonNode pool(OriginClient client) {
        return client.get("/api/admin/ffmpeg").expect(200);
    }
}
