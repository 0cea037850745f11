package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.precise.PreciseMeter;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.WideSource;
import dev.cliprange.timeline.FrameRate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What a precise clip of 10 s costs, with a keyframe each 2 s: frames encoded, processes, requests, bytes. Times are measured
 * too, and added to {@code target/precise.txt}; they say something with {@code -Dcliprange.full=true}, which takes 1080p.
 */
class PreciseCostIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int GOP_FRAMES = 60;
    private static final int CLIP_FRAMES = 300;
    private static final List<Integer> STARTS = FULL ? List.of(1, 31, 59, 91, 118) : List.of(1, 91);
    /** A page of the index for each end, a look at the keyframe, what is decoded for head and tail, what is served. */
    private static final int MOST_REQUESTS = 6;

    private static final int MOST_WARM_UPS = 30;
    /** Of one processor. */
    private static final double AT_REST = 0.05;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    static Stream<Supplier<Path>> sources() {
        return FULL
                ? Stream.of(WideSource.pattern()::file, WideSource.zoom()::file, WideSource.grain()::file)
                : Stream.of(NumberedVideo.avc(new FrameRate(30, 1), 480, GOP_FRAMES)::file);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void preciseClip_ofTenSeconds_encodesAtMostOneGopAndThreeFrames(Supplier<Path> file) throws IOException {
        JsonNode source = origin.source(file.get());
        if (FULL) {
            warmUp(source);
        }
        for (int start : STARTS) {
            JsonNode clip = client.clip(source, Map.of("frame", start), Map.of("frame", start + CLIP_FRAMES));
            String id = clip.path("id").asString();
            String precise = clip.path("preciseStreamUrl").asString();

            Cost first = play(precise);
            Cost second = play(precise);
            Cost copy = play(clip.path("streamUrl").asString());
            JsonNode prepared =
                    client.post("/api/clips/" + id + "/prepare", Map.of()).expect(200);

            assertThat(prepared.path("encodedFrames").asInt()).isLessThanOrEqualTo(GOP_FRAMES + 3);
            assertThat(first.encodings()).isEqualTo(1);
            assertThat(first.requests()).isLessThanOrEqualTo(MOST_REQUESTS);
            assertThat(second.encodings()).isZero();
            report(source, start, prepared, first, second, copy);
            client.delete("/api/clips/" + id).expect(204);
        }
        client.delete("/api/sources/" + source.path("id").asString()).expect(204);
    }

    /**
     * Plays other clips until the compilers rest: what is measured is a server that has run for a while, and FFmpeg's time
     * beside compilers that want the same two processors says nothing of it.
     */
    private void warmUp(JsonNode source) {
        boolean resting = false;
        for (int start = 2; start < MOST_WARM_UPS && !resting; start++) {
            long compiledMs = compiledMs();
            long beganNanos = System.nanoTime();
            JsonNode clip = client.clip(source, Map.of("frame", start), Map.of("frame", start + CLIP_FRAMES));
            play(clip.path("preciseStreamUrl").asString());
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
            double elapsedMs = (System.nanoTime() - beganNanos) / 1e6;
            resting = compiledMs() - compiledMs < AT_REST * elapsedMs;
        }
    }

    private static long compiledMs() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /**
     * Of one request.
     *
     * @param encodings processes that encoded, all together {@code encodingMs} long
     * @param requests to the storage of the source
     */
    private record Cost(double firstByteMs, long encodings, double encodingMs, long requests) {}

    private Cost play(String address) {
        Cost before = new Cost(0, encoding().count(), encodingMs(), requests());
        double firstByteMs;
        long start = System.nanoTime();
        try (var player = new RawPlayer(address)) {
            RawPlayer.Head head = player.head();
            assertThat(head.status()).isEqualTo(200);
            player.skip(1);
            firstByteMs = (System.nanoTime() - start) / 1e6;
            // To its end, which is when reads are counted.
            player.skip(Integer.parseInt(head.headers().get("content-length")) - 1);
        }
        return new Cost(
                firstByteMs,
                encoding().count() - before.encodings,
                encodingMs() - before.encodingMs,
                requests() - before.requests);
    }

    private static void report(JsonNode source, int start, JsonNode prepared, Cost first, Cost second, Cost copy)
            throws IOException {
        double share = prepared.path("copiedBytes").asDouble()
                / prepared.path("lengthBytes").asDouble();
        String line = String.format(
                Locale.ROOT,
                "cost %s from frame %d: first byte %.0f ms, %.0f of them encoding, again %.1f ms, copy %.1f ms;"
                        + " %d frames and %d bytes encoded, %.1f %% copied, %d requests%n",
                source.path("uri").asString().replaceFirst(".*/", ""),
                start,
                first.firstByteMs,
                first.encodingMs,
                second.firstByteMs,
                copy.firstByteMs,
                prepared.path("encodedFrames").asInt(),
                prepared.path("encodedBytes").asInt(),
                100 * share,
                first.requests);
        Files.writeString(Path.of("target", "precise.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Timer encoding() {
        return origin.bean(MeterRegistry.class).timer(PreciseMeter.ENCODING.meterName(), "outcome", "complete");
    }

    private double encodingMs() {
        return encoding().totalTime(TimeUnit.NANOSECONDS) / 1e6;
    }

    private long requests() {
        return SliceMeters.reads(origin).requests();
    }
}
