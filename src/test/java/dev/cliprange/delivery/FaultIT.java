package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a player sees when something breaks under the server: until the first byte a status of its own, afterwards an
 * aborted connection, and never an end that looks like one.
 */
class FaultIT {

    /** What still comes through once a clip has begun: little against what it lacks by then. */
    private static final long SOME_BYTES = 1_000_000;

    @TempDir
    static Path folder;

    private static ScriptedFfmpeg ffmpeg;
    private static MediaServer web;
    private static FaultyProxy toStorage;
    private static FaultyProxy toWeb;
    private static Origin origin;
    private static OriginClient client;
    private static String storageStream;
    private static String webStream;

    /** By which way FFmpeg gets at the source. */
    enum Way {
        STORAGE,
        WEB;

        private FaultyProxy cable() {
            return switch (this) {
                case STORAGE -> toStorage;
                case WEB -> toWeb;
            };
        }

        private String stream() {
            return switch (this) {
                case STORAGE -> storageStream;
                case WEB -> webStream;
            };
        }
    }

    @BeforeAll
    static void start() {
        URI storage = Origin.storage().endpoint();
        web = new MediaServer();
        URI source = web.serve(HeavySource.file());
        toStorage = new FaultyProxy(storage.getPort());
        toWeb = new FaultyProxy(source.getPort());
        ffmpeg = new ScriptedFfmpeg(folder);
        origin = Origin.start(Map.of(
                "cliprange.clip.engine", "ffmpeg",
                "cliprange.ffmpeg.path", ffmpeg.executable(),
                "cliprange.ffmpeg.first-byte-timeout", "3s",
                "cliprange.ffmpeg.idle-timeout", "3s",
                "cliprange.storage.endpoint", toStorage.through(storage),
                "cliprange.storage.stall-timeout", "1s",
                // Nothing is kept: each request meets the fault, and a client that stops reading stops FFmpeg.
                "cliprange.spool.max-clip", "0B",
                "cliprange.sources.allowed", toWeb.through(URI.create("http://127.0.0.1/"))));
        client = origin.client();
        storageStream = clip(HeavySource.stored());
        webStream = clip(toWeb.through(source).toString());
    }

    @AfterAll
    static void stop() {
        origin.close();
        toStorage.close();
        toWeb.close();
        web.close();
    }

    @BeforeEach
    void mend() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        toStorage.mend();
        toWeb.mend();
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/api/admin/ffmpeg")
                                .expect(200)
                                .path("active")
                                .asInt()
                        == 0);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> OriginProcess.ffmpegs(ProcessHandle.current()).isEmpty());
        mend();
        try (var player = new RawPlayer(storageStream)) {
            assertThat(player.body(player.head()).complete())
                    .as("the next request works")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void source_cutOffInTheMiddle_abortsTheConnection(Way way) {
        expectAborted(way.stream(), () -> way.cable().cutAfter(SOME_BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void source_silentInTheMiddle_abortsTheConnection(Way way) {
        expectAborted(way.stream(), () -> way.cable().stallAfter(SOME_BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void source_goneBeforeTheFirstByte_isABadGateway(Way way) {
        way.cable().cutAfter(0);

        expectProblem(way.stream(), 502, "source-unreadable");
    }

    @ParameterizedTest
    @EnumSource
    void source_silentBeforeTheFirstByte_isATimeout(Way way) {
        way.cable().stallAfter(0);

        expectProblem(way.stream(), 504, "source-timeout");
    }

    @Test
    void ffmpeg_killedInTheMiddle_abortsTheConnection() {
        expectAborted(storageStream, () -> {
            // Readiness starts a second one for a moment, to see whether the program is there.
            List<ProcessHandle> processes =
                    await().until(() -> OriginProcess.ffmpegs(ProcessHandle.current()), running -> running.size() == 1);
            processes.getFirst().destroyForcibly();
        });
    }

    @Test
    void ffmpeg_silentFromTheStart_isATimeout() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);

        expectProblem(storageStream, 504, "source-timeout");
    }

    @Test
    void ffmpeg_silentInTheMiddle_abortsTheConnection() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HALF);

        expectAborted(storageStream, () -> {});
    }

    @Test
    void ffmpeg_floodingStandardError_playsAllTheSame() {
        byte[] expected = client.play(storageStream).body();
        ffmpeg.behave(ScriptedFfmpeg.Manner.LOUD);

        try (var player = new RawPlayer(storageStream)) {
            RawPlayer.Body body = player.body(player.head());
            assertThat(body.complete()).isTrue();
            assertThat(body.bytes()).isEqualTo(expected);
        }
    }

    @Test
    void player_thatStopsReading_isCutOff() {
        try (var player = new RawPlayer(storageStream)) {
            assertThat(player.head().status()).isEqualTo(200);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.get("/api/admin/ffmpeg")
                                    .expect(200)
                                    .path("active")
                                    .asInt()
                            == 0);
            assertThat(player.body(new RawPlayer.Head(200, Map.of())).complete())
                    .isFalse();
        }
    }

    /** @param fault happens when the clip has begun and nobody has read its body yet */
    private static void expectAborted(String stream, Runnable fault) {
        try (var player = new RawPlayer(stream)) {
            RawPlayer.Head head = player.head();
            assertThat(head.status()).isEqualTo(200);
            fault.run();
            RawPlayer.Body body = player.body(head);
            assertThat(body.complete()).isFalse();
        }
    }

    private static void expectProblem(String stream, int status, String code) {
        OriginClient.Answer answer = client.get(URI.create(stream).getRawPath());
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.body().toString()).doesNotContain("X-Amz", "ffmpeg");
    }

    private static String clip(String uri) {
        return client.clip(client.readySource(uri), 0.1, 5.9).path("streamUrl").asString();
    }
}
