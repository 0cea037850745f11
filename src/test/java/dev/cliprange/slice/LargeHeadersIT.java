package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.JavaRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** 150 MB of {@code moof} boxes are read, or refused with a reason, in a heap of 64 MB with 20 MB for headers. */
class LargeHeadersIT {

    private static final String[] IMAGE = {
        "-XX:+UseSerialGC",
        "-Xms64m",
        "-Xmx160m",
        "-XX:MaxDirectMemorySize=96m",
        "-Xss512k",
        "-XX:+ExitOnOutOfMemoryError"
    };

    private static final long HEADER_BYTES = 20L << 20;

    @Test
    void largeHeaders_inASmallHeap_areReadOrRefused() {
        Map<String, String> outcomes =
                JavaRun.of(LargeHeaders.class, List.of("-Xmx64m"), List.of(Long.toString(HEADER_BYTES))).stream()
                        .map(line -> line.split("\t"))
                        .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));

        // What is not used is not kept.
        assertThat(outcomes.get("unused bytes in each fragment")).startsWith("indexed 2");
        assertThat(outcomes.get("runs without samples")).contains("no sample");
        String tooLarge = "the headers take more than " + HEADER_BYTES + " bytes of memory";
        assertThat(outcomes.get("runs of one sample")).contains(tooLarge);
        assertThat(outcomes.get("samples with all their fields")).contains(tooLarge);
        assertThat(outcomes.get("fragments without tracks")).contains("more than 200000 fragments");
    }

    @Test
    void sourcesOfLargeHeaders_inTheHeapOfTheImage_areRefusedAndLeaveTheServerAlive(@TempDir Path folder)
            throws Exception {
        LargeHeaders.write(folder.resolve("fragments.mp4"));
        writeMovie(folder.resolve("movie.mp4"), 100 << 20);
        Path ordinary = MediaMatrix.entry("avc-2997").file();
        Files.copy(ordinary, folder.resolve("ordinary.mp4"));
        try (OriginProcess origin = OriginProcess.ready(
                Map.of("cliprange.sources.allowed", folder.toUri().toString()), IMAGE)) {
            OriginClient client = origin.client();
            List<String> sources = Stream.of("fragments", "movie", "ordinary")
                    .map(name -> client.post(
                                    "/api/sources",
                                    Map.of(
                                            "uri",
                                            folder.resolve(name + ".mp4")
                                                    .toUri()
                                                    .toString()))
                            .expect(201)
                            .path("id")
                            .asString())
                    .toList();

            await().atMost(Duration.ofMinutes(5))
                    .until(() -> state(client.get("/api/sources/" + sources.getLast() + "?wait=20"))
                            .matches("ready|failed"));
            // FFmpeg is not asked: it would read the fragments for minutes, and again for each clip.
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(client.get("/api/sources/" + sources.getFirst() + "?wait=20")
                                    .expect(200)
                                    .path("problem")
                                    .path("detail")
                                    .asString())
                            .contains("moof at byte", "bytes of memory"));
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> origin.log()
                            .lines()
                            .anyMatch(line -> line.contains("moov at byte") && line.contains("bytes of memory")));

            JsonNode ordinarySource =
                    client.get("/api/sources/" + sources.getLast()).expect(200);
            assertThat(ordinarySource.path("sliceable").asBoolean()).isTrue();
            assertThat(origin.isAlive()).isTrue();
            assertThat(origin.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private static String state(OriginClient.Answer answer) {
        return answer.expect(200).path("state").asString();
    }

    /** A {@code moov} of zeros. */
    private static void writeMovie(Path target, int bytes) throws IOException {
        try (var file = new RandomAccessFile(target.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(24)
                    .putInt(16)
                    .put("ftypisom".getBytes(StandardCharsets.US_ASCII))
                    .putInt(0)
                    .putInt(bytes - 16)
                    .put("moov".getBytes(StandardCharsets.US_ASCII))
                    .array());
            file.setLength(bytes);
        }
    }
}
