package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.stream.StreamGate;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.Connections;
import dev.cliprange.testing.ErrorLines;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Clients that leave in the middle of a clip, for each engine, kind of source and form. Afterwards everything that a stream
 * takes is back at its starting value, and no line of the log is an error.
 */
@ExtendWith(NettyLeaks.class)
class AbandonedStreamsIT {

    private static final int DEPARTURES = Boolean.getBoolean("cliprange.full") ? 1000 : 36;
    private static final int AT_ONCE = 12;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A pool keeps an unused connection until it looks for one, or until its next round of 30 s. */
    private static final Duration UNUSED_CONNECTIONS_CLOSE = Duration.ofSeconds(90);

    /** Buffers of the connections of this test's own clients and servers. */
    private static final long SLACK_BYTES = 4_000_000;

    private static MediaServer web;
    private static Path file;
    private static int webPort;
    private static Origin slicing;
    private static Origin piping;
    private static ErrorLines errors;

    /** Where a source is stored. */
    enum Place {
        WEB,
        S3,
        FILE
    }

    /** One row of the test. */
    record Row(EngineKind engine, Place place, boolean precise) {}

    static Stream<Row> rows() {
        return Stream.of(EngineKind.values())
                .flatMap(engine -> Stream.of(Place.values())
                        .flatMap(place -> forms(engine).map(precise -> new Row(engine, place, precise))));
    }

    private static Stream<Boolean> forms(EngineKind engine) {
        return switch (engine) {
            case SLICE -> Stream.of(false, true);
            case FFMPEG -> Stream.of(false);
        };
    }

    @BeforeAll
    static void start() throws IOException {
        file = HeavySource.avc().toRealPath();
        web = new MediaServer();
        URI onWeb = web.serve(file);
        webPort = onWeb.getPort();
        Map<String, Object> settings = Map.of(
                "cliprange.sources.allowed",
                onWeb.resolve("/") + "," + file.getParent().toUri(),
                "cliprange.storage.keep-alive",
                "1s",
                "cliprange.ffmpeg.max-processes",
                4,
                "cliprange.ffmpeg.queue-length",
                100,
                "cliprange.ffmpeg.max-wait",
                "60s");
        slicing = Origin.start(settings);
        var withProcesses = new HashMap<>(settings);
        withProcesses.put("cliprange.clip.engine", "ffmpeg");
        piping = Origin.start(withProcesses);
        errors = new ErrorLines();
    }

    @AfterAll
    static void stop() {
        errors.close();
        piping.close();
        slicing.close();
        web.close();
    }

    @Test
    void departures_inTheMiddle_leaveNothing() {
        Map<Row, String> urls = rows().collect(Collectors.toMap(
                Function.identity(), AbandonedStreamsIT::url, (a, b) -> a, LinkedHashMap::new));
        urls.values().forEach(url -> leave(url, AT_ONCE));
        awaitIdle();
        long directBytes = unpooledBytes();
        long files = openFiles();
        long checking = Connections.to(Origin.storage().endpoint().getPort());

        urls.forEach((row, url) -> {
            leave(url, DEPARTURES);
            awaitIdle();
            assertThat(errors.lines()).as(row.toString()).isEmpty();
        });

        await("direct memory outside the pools and the spools")
                .atMost(PATIENCE)
                .until(() -> unpooledBytes() - directBytes < SLACK_BYTES);
        await("open files").atMost(UNUSED_CONNECTIONS_CLOSE).until(() -> openFiles() <= files);
        await("connections to the web server")
                .atMost(UNUSED_CONNECTIONS_CLOSE)
                .until(() -> Connections.to(webPort) == 0);
        // Every server of this JVM keeps some, because readiness checks the bucket again and again.
        await("connections to S3")
                .atMost(UNUSED_CONNECTIONS_CLOSE)
                .until(() -> Connections.to(Origin.storage().endpoint().getPort()) <= checking);
        assertThat(outcomes(slicing)).as("no stream failed").doesNotContain("aborted");
        assertThat(outcomes(piping)).as("no stream failed").doesNotContain("aborted");
        urls.forEach((row, url) -> assertThat(origin(row).client().play(url).body())
                .as(row.toString())
                .hasSizeGreaterThan(2_000_000));
    }

    private static List<String> outcomes(Origin origin) {
        return origin.bean(MeterRegistry.class).find("clip.delivery").timers().stream()
                .filter(timer -> timer.count() > 0)
                .map(timer -> String.valueOf(timer.getId().getTag("outcome")))
                .toList();
    }

    private static void leave(String url, int departures) {
        var random = new Random(url.hashCode());
        for (int done = 0; done < departures; done += AT_ONCE) {
            List<Integer> reads = new ArrayList<>(IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000))
                    .toList());
            Concurrently.all(reads, bytes -> {
                try (var player = new RawPlayer(url)) {
                    if (bytes > 0) {
                        assertThat(player.head().status())
                                .as(() -> url + " " + errors.lines())
                                .isEqualTo(200);
                        player.skip(bytes);
                    }
                }
                return bytes;
            });
        }
    }

    private static void awaitIdle() {
        for (Origin origin : List.of(slicing, piping)) {
            await("places of streams")
                    .atMost(PATIENCE)
                    .until(() -> origin.bean(StreamGate.class).running() == 0);
            await("permits of processes")
                    .atMost(PATIENCE)
                    .until(() -> origin.client()
                                    .get("/api/admin/ffmpeg")
                                    .expect(200)
                                    .path("active")
                                    .asInt()
                            == 0);
        }
        await("processes")
                .atMost(PATIENCE)
                .until(() -> OriginProcess.ffmpegs(ProcessHandle.current()).isEmpty());
        await("buffers of the storage's connections")
                .atMost(PATIENCE)
                .until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() == 0);
    }

    /** Pools keep free chunks, and spools keep whole clips. */
    private static long unpooledBytes() {
        long pooled = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider other
                && other != PooledByteBufAllocator.DEFAULT) {
            pooled += other.metric().usedDirectMemory();
        }
        double kept = Stream.of(slicing, piping)
                .mapToDouble(origin -> origin.bean(MeterRegistry.class)
                        .get("clip.spool.memory")
                        .gauge()
                        .value())
                .sum();
        return SliceMeters.directMemoryBytes() - pooled - (long) kept;
    }

    private static Origin origin(Row row) {
        return switch (row.engine()) {
            case SLICE -> slicing;
            case FFMPEG -> piping;
        };
    }

    private static String url(Row row) {
        Origin origin = origin(row);
        OriginClient client = origin.client();
        JsonNode source = switch (row.place()) {
            case WEB -> client.readySource("http://127.0.0.1:" + webPort + "/" + file.getFileName());
            case S3 -> origin.source(file);
            case FILE -> client.readySource(file.toUri().toString());
        };
        JsonNode clips = client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items");
        JsonNode clip = clips.isEmpty() ? client.clip(source, 0.3, 5.9) : clips.get(0);
        return clip.path(row.precise() ? "preciseStreamUrl" : "streamUrl").asString();
    }

    private static long openFiles() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
