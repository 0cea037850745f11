package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.precise.PreciseMeter;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a clip's precise form may take, of memory and of work, however large its source and however often it is requested. */
class PreciseBoundsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int FRAMES = 75;
    private static final long SMALL_HEAP_BYTES = 160 << 20;

    @TempDir
    static Path folder;

    private static ScriptedFfmpeg ffmpeg;
    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    private static int nextFrame = 10;

    @BeforeAll
    static void start() {
        ffmpeg = new ScriptedFfmpeg(folder);
        origin = start(Map.of());
        client = origin.client();
        source = origin.source(MediaMatrix.entry("avc-2997").file());
    }

    private static Origin start(Map<String, Object> settings) {
        var all = new java.util.HashMap<String, Object>(settings);
        all.put("cliprange.ffmpeg.path", ffmpeg.executable());
        return Origin.start(all);
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @BeforeEach
    void behave() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
    }

    private static JsonNode clip(OriginClient at, JsonNode of) {
        int start = nextFrame;
        nextFrame += 6;
        return at.clip(of, Map.of("frame", start), Map.of("frame", start + 6));
    }

    @Test
    void noise_requestedTwiceAtOnceInASmallHeap_isRefusedAndTheServerRunsOn() throws IOException {
        Path noise = noise("noise.mp4");
        Origin.storage().put("noise.mp4", noise);
        try (OriginProcess small = OriginProcess.ready(
                Map.of("cliprange.ffmpeg.max-processes", 4),
                "-XX:+UseSerialGC",
                "-Xmx160m",
                "-XX:MaxDirectMemorySize=96m",
                "-XX:+ExitOnOutOfMemoryError")) {
            OriginClient player = small.client();
            JsonNode stored = player.readySource("s3://" + Origin.storage().bucket() + "/noise.mp4");
            JsonNode large = player.clip(stored, Map.of("frame", 1), Map.of("frame", FRAMES - 24));

            List<HttpResponse<byte[]>> answers = both(player, List.of(large, large));

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(text(answer)).contains("precise-unavailable");
            });
            // Below the bound, and together far more than the heap.
            List<JsonNode> below = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                below.add(player.clip(stored, Map.of("frame", 52 + 5 * i), Map.of("frame", 52 + 5 * i + 5)));
            }
            assertThat(both(player, below))
                    .allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == 429)
                    .anyMatch(answer -> answer.statusCode() == 200);
            assertThat(player.play(large.path("streamUrl").asString()).statusCode())
                    .isEqualTo(200);
            assertThat(small.isAlive()).isTrue();
        }
    }

    private static Path noise(String name) throws IOException {
        Path noise = folder.resolve(name);
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "color=gray:size=1280x720:rate=25,noise=alls=100:allf=t",
                        "-frames:v",
                        String.valueOf(FRAMES),
                        "-pix_fmt",
                        "yuv420p",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-g",
                        "9999",
                        "-sc_threshold",
                        "0",
                        noise.toString()))
                .orThrow();
        return noise;
    }

    @Test
    void edge_thatALargerHeapStored_isRefusedInASmallHeap() throws IOException {
        Path noise = noise("noise-shared.mp4");
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        String uri = "s3://" + Origin.storage().bucket() + "/noise-shared.mp4";
        Origin.storage().put("noise-shared.mp4", noise);
        String largeId;
        String smallId;
        try (Origin large = Origin.start(database, Origin.storage(), Map.of())) {
            JsonNode stored = large.client().readySource(uri);
            JsonNode many = large.client().clip(stored, Map.of("frame", 20), Map.of("frame", 36));
            JsonNode few = large.client().clip(stored, Map.of("frame", 40), Map.of("frame", 42));
            largeId = many.path("id").asString();
            smallId = few.path("id").asString();
            JsonNode prepared = large.client()
                    .post("/api/clips/" + largeId + "/prepare", Map.of())
                    .expect(200);
            assertThat(prepared.path("encodedBytes").asLong())
                    .as("more than a small heap may load")
                    .isGreaterThan(SMALL_HEAP_BYTES / 20);
            large.client().post("/api/clips/" + smallId + "/prepare", Map.of()).expect(200);
        }
        Map<String, Object> settings = new java.util.HashMap<>(database.properties());
        try (OriginProcess small = OriginProcess.ready(
                settings,
                "-XX:+UseSerialGC",
                "-Xmx" + SMALL_HEAP_BYTES,
                "-XX:MaxDirectMemorySize=96m",
                "-XX:+ExitOnOutOfMemoryError")) {
            OriginClient player = small.client();
            JsonNode largeClip = player.get("/api/clips/" + largeId).expect(200);
            JsonNode smallClip = player.get("/api/clips/" + smallId).expect(200);

            List<HttpResponse<byte[]>> answers = both(player, List.of(largeClip, largeClip, largeClip));

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(text(answer)).contains("precise-unavailable", "more memory than this instance");
            });
            assertThat(player.play(precise(smallClip)).statusCode())
                    .as("a smaller one is loaded")
                    .isEqualTo(200);
            assertThat(player.play(largeClip.path("streamUrl").asString()).statusCode())
                    .isEqualTo(200);
            assertThat(small.isAlive()).isTrue();
        }
    }

    private static List<HttpResponse<byte[]>> both(OriginClient player, List<JsonNode> clips) {
        List<CompletableFuture<HttpResponse<byte[]>>> requests = clips.stream()
                .map(clip -> player.playAsync(clip.path("preciseStreamUrl").asString()))
                .toList();
        return requests.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void failure_toEncode_isRememberedForEveryKindOfRequest() {
        JsonNode clip = clip(client, source);
        ffmpeg.behave(ScriptedFfmpeg.Manner.FAILING);
        long before = encodings(origin);

        HttpResponse<byte[]> first = client.play(precise(clip));
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        HttpResponse<byte[]> second = client.play(precise(clip));
        OriginClient.Answer head = client.send(client.request(precise(clip))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        OriginClient.Answer prepared =
                client.post("/api/clips/" + clip.path("id").asString() + "/prepare", Map.of());

        assertThat(encodings(origin) - before).isEqualTo(1);
        assertThat(List.of(first.statusCode(), second.statusCode(), head.status(), prepared.status()))
                .containsOnly(422);
        assertThat(text(second)).isEqualTo(text(first)).contains("precise-unavailable");
        assertThat(prepared.body().path("code").asString()).isEqualTo("precise-unavailable");
        assertThat(second.headers().firstValue("cache-control")).hasValue("no-store");
        // Another version is another matter.
        assertThat(client.play(precise(clip(client, source))).statusCode()).isEqualTo(200);
    }

    @Test
    void failure_toEncode_isForgottenInTime() {
        try (Origin forgetful = start(Map.of("cliprange.precise.failure-expiry", "50ms"))) {
            JsonNode itsSource = forgetful.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clip = clip(forgetful.client(), itsSource);
            ffmpeg.behave(ScriptedFfmpeg.Manner.FAILING);
            assertThat(forgetful.client().play(precise(clip)).statusCode()).isEqualTo(422);

            ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);

            await().atMost(LIMIT)
                    .until(() -> forgetful.client().play(precise(clip)).statusCode() == 200);
        }
    }

    @Test
    void encoding_thatTakesTooLong_isRememberedToo() {
        try (Origin hasty = start(Map.of("cliprange.precise.deadline", "300ms"))) {
            JsonNode itsSource = hasty.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clip = clip(hasty.client(), itsSource);
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);

            assertThat(hasty.client().play(precise(clip)).statusCode()).isEqualTo(504);
            assertThat(hasty.client().play(precise(clip)).statusCode()).isEqualTo(504);

            assertThat(encodings(hasty)).isEqualTo(1);
        }
    }

    @Test
    void noProcessFree_isNotRemembered() {
        try (Origin tiny = start(Map.of("cliprange.ffmpeg.max-processes", 1, "cliprange.ffmpeg.queue-length", 0))) {
            JsonNode itsSource = tiny.source(MediaMatrix.entry("avc-2997").file());
            JsonNode holding = clip(tiny.client(), itsSource);
            JsonNode waiting = clip(tiny.client(), itsSource);
            ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);
            CompletableFuture<HttpResponse<byte[]>> held = tiny.client().playAsync(precise(holding));
            await().atMost(LIMIT).until(() -> !sleepers().isEmpty());
            ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);

            assertThat(tiny.client().play(precise(waiting)).statusCode()).isEqualTo(429);

            sleepers().forEach(ProcessHandle::destroyForcibly);
            assertThat(held.join().statusCode()).isEqualTo(500);
            assertThat(tiny.client().play(precise(waiting)).statusCode()).isEqualTo(200);
            assertThat(tiny.client().play(precise(holding)).statusCode()).isEqualTo(200);
        }
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("sleep"))
                .toList();
    }

    @Test
    void picturesTooLargeToEncode_areRefusedBeforeAProcessStarts() throws IOException {
        JsonNode huge = patched("huge.mp4", 8192, 8192);
        ffmpeg.behave(ScriptedFfmpeg.Manner.FAILING);
        JsonNode inside = client.clip(huge, Map.of("frame", 10), Map.of("frame", 40));
        JsonNode wholeGops = client.clip(huge, Map.of("frame", 100), Map.of("frame", 150));
        double exits = exits();

        OriginClient.Answer prepared =
                client.post("/api/clips/" + inside.path("id").asString() + "/prepare", Map.of());

        assertThat(prepared.status()).isEqualTo(422);
        assertThat(prepared.body().path("code").asString()).isEqualTo("precise-unavailable");
        assertThat(prepared.body().path("detail").asString()).contains("8192 x 8192");
        assertThat(exits()).isEqualTo(exits);
        assertThat(inside.path("precise").isMissingNode()
                        || inside.path("precise").isNull())
                .isTrue();
        assertThat(inside.path("preciseStreamUrl").isMissingNode()
                        || inside.path("preciseStreamUrl").isNull())
                .isTrue();
        assertThat(wholeGops.path("preciseStreamUrl")).isEqualTo(wholeGops.path("streamUrl"));
        OriginClient.Answer signed = client.post(
                "/api/clips/" + inside.path("id").asString() + "/sign", Map.of("expiresIn", 60, "form", "precise"));
        assertThat(signed.status()).isIn(409, 422);
    }

    /** The same samples; their entry gives another size. */
    private static JsonNode patched(String name, int width, int height) throws IOException {
        byte[] file = Files.readAllBytes(MediaMatrix.entry("avc-2997").file());
        String latin = new String(file, StandardCharsets.ISO_8859_1);
        int entry = latin.indexOf("avc1", latin.indexOf("stsd"));
        ByteBuffer.wrap(file).putShort(entry + 28, (short) width).putShort(entry + 30, (short) height);
        Path patched = Files.write(folder.resolve(name), file);
        return origin.source(patched);
    }

    @Test
    void tooManyBytesToRead_areRefusedBeforeAProcessStarts() {
        try (Origin frugal = start(Map.of("cliprange.precise.max-read", "1KB"))) {
            JsonNode itsSource = frugal.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clip = clip(frugal.client(), itsSource);

            HttpResponse<byte[]> answer = frugal.client().play(precise(clip));

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(text(answer)).contains("Too many bytes of the source");
            assertThat(encodings(frugal)).isZero();
        }
    }

    private static String precise(JsonNode clip) {
        return clip.path("preciseStreamUrl").asString();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static long encodings(Origin at) {
        return at.bean(MeterRegistry.class).find(PreciseMeter.ENCODING.meterName()).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static double exits() {
        return origin.bean(MeterRegistry.class).find("ffmpeg.exit").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
