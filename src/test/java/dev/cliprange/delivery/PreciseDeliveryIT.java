package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.precise.PreciseMeter;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Precise clips over HTTP: made once, the same for all, and never half of them, whatever happens meanwhile. */
class PreciseDeliveryIT {

    @TempDir
    static Path folder;

    private static ScriptedFfmpeg ffmpeg;
    private static Path work;
    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    private static int nextFrame = 10;

    @BeforeAll
    static void start() {
        ffmpeg = new ScriptedFfmpeg(folder);
        work = folder.resolve("work");
        origin = Origin.start(Map.of(
                "cliprange.ffmpeg.path",
                ffmpeg.executable(),
                "cliprange.storage.work",
                "file://" + work,
                "cliprange.sources.allowed",
                "s3://" + Origin.storage().bucket(),
                // So that every request takes what is stored.
                "cliprange.precise.cache",
                "1B"));
        client = origin.client();
        source = origin.source(MediaMatrix.entry("avc-2997").file());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @BeforeEach
    void behave() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
    }

    /** Off keyframes at its start, a few frames long. */
    private static JsonNode clip() {
        int start = nextFrame;
        nextFrame += 6;
        return client.clip(source, Map.of("frame", start), Map.of("frame", start + 6));
    }

    private static String precise(JsonNode clip) {
        return clip.path("preciseStreamUrl").asString();
    }

    @Test
    void stream_askedForByTwoAtOnce_isEncodedOnceAndTheSameForBoth() {
        JsonNode clip = clip();
        long before = encodings();

        List<CompletableFuture<HttpResponse<byte[]>>> answers =
                Stream.generate(() -> client.playAsync(precise(clip))).limit(4).toList();
        List<HttpResponse<byte[]>> whole =
                answers.stream().map(CompletableFuture::join).toList();

        assertThat(whole).allMatch(answer -> answer.statusCode() == 200);
        assertThat(whole)
                .allMatch(answer ->
                        java.util.Arrays.equals(answer.body(), whole.getFirst().body()));
        assertThat(encodings() - before).isEqualTo(1);
        String tag = whole.getFirst().headers().firstValue("etag").orElseThrow();
        String version = precise(clip).replaceFirst(".*/", "");
        assertThat(tag).startsWith("\"" + version + "-");
        assertThat(client.play(precise(clip), "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> part = client.play(precise(clip), "Range", "bytes=100-299", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body())
                .isEqualTo(java.util.Arrays.copyOfRange(whole.getFirst().body(), 100, 300));
        assertThat(encodings() - before).isEqualTo(1);
    }

    @Test
    void clip_ofWholeGops_hasOneAddressForBothForms() {
        JsonNode clip = client.clip(source, Map.of("frame", 100), Map.of("frame", 150));

        assertThat(clip.path("preciseStreamUrl")).isEqualTo(clip.path("streamUrl"));
        assertThat(clip.path("keyframe").path("startsOnKeyframe").asBoolean()).isTrue();
        JsonNode other = clip();
        assertThat(other.path("preciseStreamUrl")).isNotEqualTo(other.path("streamUrl"));
        assertThat(other.path("keyframe").path("startsOnKeyframe").asBoolean()).isFalse();
        assertThat(other.path("keyframe").path("leadSeconds").asDouble()).isPositive();
        client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
    }

    @Test
    void clip_ofWhichNothingCanBeCopied_saysSo() {
        JsonNode ends = client.clip(source, Map.of("frame", 160), Map.of("frame", 210));
        JsonNode insideOneGop = client.clip(source, Map.of("frame", 215), Map.of("frame", 225));
        JsonNode openGops = origin.source(MediaMatrix.entry("avc-open-gop").file());
        JsonNode behindNoIdr = client.clip(openGops, Map.of("frame", 45), Map.of("frame", 130));

        assertThat(isWhole(ends)).isFalse();
        assertThat(isWhole(insideOneGop)).isTrue();
        assertThat(isWhole(behindNoIdr)).isTrue();
        for (JsonNode clip : List.of(ends, insideOneGop, behindNoIdr)) {
            JsonNode prepared = client.post("/api/clips/" + clip.path("id").asString() + "/prepare", Map.of())
                    .expect(200);
            assertThat(prepared.path("wholeEncoded").asBoolean()).isEqualTo(isWhole(clip));
            int frames = clip.path("endFrame").asInt() - clip.path("startFrame").asInt();
            assertThat(prepared.path("encodedFrames").asInt() == frames).isEqualTo(isWhole(clip));
        }
        client.delete("/api/clips/" + ends.path("id").asString()).expect(204);
        client.delete("/api/sources/" + openGops.path("id").asString()).expect(204);
    }

    private static boolean isWhole(JsonNode clip) {
        return clip.path("precise").path("wholeEncoded").booleanValue();
    }

    @Test
    void clip_toBePrepared_isWarmBeforeSomebodyPlaysIt() {
        int start = nextFrame;
        nextFrame += 6;
        long before = encodings();

        client.post(
                        "/api/sources/" + source.path("id").asString() + "/clips",
                        Map.of("start", Map.of("frame", start), "end", Map.of("frame", start + 6), "prepare", true))
                .expect(201);

        await().atMost(Duration.ofSeconds(30)).until(() -> encodings() == before + 1);
    }

    @Test
    void keyframes_ofASource_areWhereClipsStartOnThem() {
        String path = "/api/sources/" + source.path("id").asString();

        JsonNode all = client.get(path + "/keyframes?from=1&to=4").expect(200);
        JsonNode around = client.get(path + "/suggest?at=1.7").expect(200);

        assertThat(all.path("keyframes").valueStream().map(JsonNode::asDouble).toList())
                .containsExactly(1.668333, 3.336666);
        assertThat(all.path("next").isNull()).isTrue();
        assertThat(around.path("before").asDouble()).isEqualTo(1.668333);
        assertThat(around.path("after").asDouble()).isEqualTo(3.336666);
        assertThat(around.path("nearest").asDouble()).isEqualTo(1.668333);
    }

    @Test
    void ffmpeg_killedInTheMiddle_isAClearStatusAndTheNextRequestWorks() {
        JsonNode clip = clip();
        ffmpeg.behave(ScriptedFfmpeg.Manner.KILLED);

        HttpResponse<byte[]> failed = client.play(precise(clip));

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(text(failed)).contains("ended from outside");
        assertThat(failed.headers().firstValue("cache-control")).hasValue("no-store");
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        assertThat(client.play(precise(clip)).statusCode()).isEqualTo(200);
    }

    @Test
    void ffmpeg_writingHalfAndSayingNothing_isNotServed() {
        JsonNode clip = clip();
        ffmpeg.behave(ScriptedFfmpeg.Manner.SHORT);

        assertThat(client.play(precise(clip)).statusCode()).isEqualTo(422);

        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        assertThat(client.play(precise(clip)).statusCode()).isEqualTo(200);
    }

    @Test
    void workStorage_thatCannotBeWritten_isAClearStatusAndTheNextRequestWorks() throws IOException {
        JsonNode clip = clip();
        Path boundaries = work.resolve("sources/" + source.path("id").asString() + "/edges");
        Path aside = work.resolve("aside");
        boolean there = Files.exists(boundaries);
        Files.createDirectories(boundaries.getParent());
        if (there) {
            Files.move(boundaries, aside);
        }
        Files.writeString(boundaries, "no folder");

        HttpResponse<byte[]> failed = client.play(precise(clip));

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(text(failed)).contains("work storage");
        Files.delete(boundaries);
        if (there) {
            Files.move(aside, boundaries);
        }
        assertThat(client.play(precise(clip)).statusCode()).isEqualTo(200);
    }

    @Test
    void storedFrames_thatAreDamagedOrGone_areMadeAgainAndNeverServed() throws IOException {
        JsonNode clip = clip();
        byte[] whole = client.play(precise(clip)).body();
        Path stored = stored(precise(clip).replaceFirst(".*/", ""));

        byte[] bytes = Files.readAllBytes(stored);
        bytes[bytes.length - 1] ^= 1;
        Files.write(stored, bytes);
        HttpResponse<byte[]> afterDamage = client.play(precise(clip));
        Files.delete(stored);
        HttpResponse<byte[]> afterLoss = client.play(precise(clip));

        assertThat(afterDamage.body()).isEqualTo(whole);
        assertThat(afterLoss.body()).isEqualTo(whole);
    }

    private static Path stored(String version) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(version))
                    .findFirst()
                    .orElseThrow();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long encodings() {
        return origin.bean(MeterRegistry.class).find(PreciseMeter.ENCODING.meterName()).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
