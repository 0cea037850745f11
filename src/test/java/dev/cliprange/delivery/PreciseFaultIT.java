package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.TinyDisk;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of precise clips when the work storage is full, or stops: a clear status, nothing half written that could ever
 * be served, and the next request works.
 */
class PreciseFaultIT {

    private static final int DISK_MEGABYTES = 2;
    private static final List<Integer> LEFT_BYTES = List.of(0, 4096);

    /** How a storage stops. */
    enum Stop {
        CUT(502, "source-unreadable") {
            @Override
            void happenTo(FaultyProxy cable, long bytes) {
                cable.cutAfter(bytes);
            }
        },
        SILENT(504, "source-timeout") {
            @Override
            void happenTo(FaultyProxy cable, long bytes) {
                cable.stallAfter(bytes);
            }
        };

        private final int status;
        private final String code;

        Stop(int status, String code) {
            this.status = status;
            this.code = code;
        }

        abstract void happenTo(FaultyProxy cable, long bytes);
    }

    @Test
    void workStorage_full_isAClearStatusAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
        Optional<TinyDisk> mounted = TinyDisk.on(folder, DISK_MEGABYTES);
        assumeTrue(mounted.isPresent(), "this user may not mount a file system");
        try (TinyDisk disk = mounted.orElseThrow();
                Origin origin = Origin.start(Map.of(
                        "cliprange.storage.work",
                        "file://" + folder,
                        "cliprange.sources.allowed",
                        "s3://" + Origin.storage().bucket(),
                        "cliprange.precise.cache",
                        "1B"))) {
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            int start = 10;
            for (int left : LEFT_BYTES) {
                JsonNode clip = origin.client().clip(source, Map.of("frame", start), Map.of("frame", start + 30));
                start += 30;
                disk.fill(left);
                List<Path> before = files(folder);

                expectProblem(origin, clip, 502, "source-unreadable");

                assertThat(files(folder)).isEqualTo(before);
                disk.free();
                expectWhole(origin, clip);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void workStorage_stopped_isAClearStatusAndTheNextRequestWorks(Stop stop) {
        URI storage = Origin.storage().endpoint();
        try (var web = new MediaServer();
                var cable = new FaultyProxy(storage.getPort())) {
            URI file = web.serve(MediaMatrix.entry("avc-2997").file());
            try (Origin origin = Origin.start(Map.of(
                    "cliprange.storage.endpoint",
                    cable.through(storage),
                    "cliprange.storage.response-timeout",
                    "500ms",
                    "cliprange.sources.allowed",
                    file.resolve("/"),
                    "cliprange.precise.cache",
                    "1B"))) {
                JsonNode source = origin.client().readySource(file.toString());
                JsonNode clip = origin.client().clip(source, Map.of("frame", 10), Map.of("frame", 40));
                // Brings the index into memory: what fails is what is stored.
                origin.client().play(clip.path("streamUrl").asString());

                stop.happenTo(cable, 0);
                expectProblem(origin, clip, stop.status, stop.code);
                cable.mend();
                byte[] whole = expectWhole(origin, clip);

                stop.happenTo(cable, 0);
                expectProblem(origin, clip, stop.status, stop.code);
                cable.mend();
                assertThat(expectWhole(origin, clip)).isEqualTo(whole);

                stop.happenTo(cable, 1000);
                expectProblem(origin, clip, stop.status, stop.code);
                cable.mend();
                assertThat(expectWhole(origin, clip)).isEqualTo(whole);
            }
        }
    }

    private static void expectProblem(Origin origin, JsonNode clip, int status, String code) {
        String address = clip.path("preciseStreamUrl").asString();
        OriginClient.Answer answer = origin.client().get(URI.create(address).getRawPath());
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("detail").asString()).contains("storage");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    private static byte[] expectWhole(Origin origin, JsonNode clip) {
        try (var player = new RawPlayer(clip.path("preciseStreamUrl").asString())) {
            RawPlayer.Head head = player.head();
            assertThat(head.status()).isEqualTo(200);
            RawPlayer.Body body = player.body(head);
            assertThat(body.complete()).isTrue();
            assertThat(new String(body.bytes(), 4, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("ftyp");
            int encoded = origin.client()
                    .post("/api/clips/" + clip.path("id").asString() + "/prepare", Map.of())
                    .expect(200)
                    .path("encodedFrames")
                    .asInt();
            assertThat(encoded).isPositive();
            return body.bytes();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
