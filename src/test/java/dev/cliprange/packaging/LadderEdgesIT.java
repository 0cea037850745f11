package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestFfmpeg;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** The ends of clips in the qualities of a ladder: encoded once, also if that fails. Keyframes are 4 s apart. */
class LadderEdgesIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    /** FFmpeg that counts its encodings of qualities, and fails at them on request, when it has written some bytes. */
    @BeforeAll
    static void start() throws IOException {
        Path script = folder.resolve("ffmpeg");
        Files.writeString(script, """
                #!/bin/sh
                case "$*" in
                  *-progress*) echo run >> '%1$s/runs'
                    if [ -e '%1$s/failing' ]; then '%2$s' "$@" | head -c 2000; exit 1; fi ;;
                esac
                exec '%2$s' "$@"
                """.formatted(folder, TestFfmpeg.ofServer()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin = Origin.start(Map.of("cliprange.ffmpeg.path", script));
        client = origin.client();
        Path file = folder.resolve("source.mp4");
        String options = "-nostdin -f lavfi -i testsrc2=size=320x240:rate=5:duration=40 -c:v libx264 -preset ultrafast"
                + " -g 20 -sc_threshold 0 -pix_fmt yuv420p -y " + file;
        FfmpegRun.of(List.of(options.split(" "))).orThrow();
        source = origin.source(file);
        Renditions.make(client, source, "144p");
    }

    @AfterAll
    static void close() {
        origin.close();
    }

    @BeforeEach
    void behave() throws IOException {
        Files.deleteIfExists(folder.resolve("failing"));
    }

    @Test
    void failure_toEncode_isRememberedAndLeavesNothing() throws IOException {
        HlsStream.Media quality = quality(clip(5, 61));
        var objects = new TreeSet<>(objects());
        Files.createFile(folder.resolve("failing"));
        final int before = runs();

        HttpResponse<byte[]> first = client.play(quality.segments().getFirst());
        Files.delete(folder.resolve("failing"));
        HttpResponse<byte[]> second = client.play(quality.segments().getFirst());

        assertThat(runs() - before).isEqualTo(1);
        assertThat(List.of(first.statusCode(), second.statusCode())).containsOnly(500);
        assertThat(second.headers().firstValue("cache-control")).hasValue("no-store");
        // The client does not wait for the deletion.
        await().atMost(LONGEST).untilAsserted(() -> assertThat(objects()).containsExactlyElementsOf(objects));
        // Other frames are another matter.
        assertThat(client.play(quality.segments().getLast()).statusCode()).isEqualTo(200);
    }

    @Test
    void prepare_encodesTheEndsInTheQualities() throws IOException {
        JsonNode clip = clip(65, 121);
        int before = runs();

        prepare(clip).expect(200);

        int prepared = runs();
        assertThat(prepared - before).isEqualTo(2);
        HlsStream.Media quality = quality(clip);
        assertThat(quality.segments()).hasSizeGreaterThan(1);
        List<Integer> statuses = new ArrayList<>();
        quality.segments().forEach(segment -> statuses.add(client.play(segment).statusCode()));
        assertThat(statuses).containsOnly(200);
        assertThat(runs()).isEqualTo(prepared);
    }

    @Test
    void prepare_whoseQualitiesFail_preparesThePreciseForm() throws IOException {
        JsonNode clip = clip(125, 181);
        Files.createFile(folder.resolve("failing"));

        JsonNode prepared = prepare(clip).expect(200);

        assertThat(prepared.path("encodedFrames").asInt()).isPositive();
        assertThat(client.play(quality(clip).segments().getLast()).statusCode()).isEqualTo(500);
    }

    private static OriginClient.Answer prepare(JsonNode clip) {
        return client.post("/api/clips/" + clip.path("id").asString() + "/prepare", Map.of());
    }

    private static JsonNode clip(int start, int end) {
        JsonNode clip = client.clip(source, Map.of("frame", start), Map.of("frame", end));
        String path = "/api/clips/" + clip.path("id").asString();
        // The cache of sources follows the feed.
        return await().atMost(LONGEST)
                .until(() -> client.get(path).expect(200), now -> playlist(now).contains("192x144"));
    }

    private static String playlist(JsonNode clip) {
        return new String(client.play(clip.path("hlsUrl").asString()).body(), StandardCharsets.UTF_8);
    }

    private static HlsStream.Media quality(JsonNode clip) {
        return HlsStream.open(client, clip.path("hlsUrl").asString()).variants().getLast();
    }

    private static int runs() throws IOException {
        return Files.readAllLines(folder.resolve("runs")).size();
    }

    private static List<String> objects() {
        String prefix = ".cliprange/sources/" + source.path("id").asString() + "/renditions/";
        return Origin.storage()
                .client()
                .listObjectsV2(list -> list.bucket(Origin.storage().bucket()).prefix(prefix))
                .join()
                .contents()
                .stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }
}
