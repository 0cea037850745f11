package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Pcm;
import dev.cliprange.timeline.FrameRate;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A clip out of a process, the whole way: from an object in storage to a player. */
class FfmpegDeliveryIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);

    private static Origin origin;
    private static OriginClient client;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of("cliprange.clip.engine", "ffmpeg"));
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @CsvSource({"avc-2997, 37, 121", "avc-b-pyramid, 70, 71", "avc-open-gop, 55, 130", "hevc-hvc1, 33, 90"})
    void stream_ofAnyRange_decodesToEachFrameOfTheRangeInOrder(String entry, int startFrame, int endFrame) {
        Path file = MediaMatrix.entry(entry).file();
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, Map.of("frame", startFrame), Map.of("frame", endFrame));

        HttpResponse<Path> response = client.download(clip.path("streamUrl").asString(), folder.resolve("clip.mp4"));

        assertThat(response.statusCode()).isEqualTo(200);
        List<String> wanted = Oracle.frames(file).orElseThrow().subList(startFrame, endFrame).stream()
                .map(Frame::md5)
                .toList();
        List<String> shown = Oracle.frames(response.body()).orElseThrow().stream()
                .map(Frame::md5)
                .toList();
        assertThat(Collections.indexOfSubList(shown, wanted))
                .as("the range's frames in a row")
                .isNotNegative();
        Mp4Facts facts = Mp4Facts.of(response.body());
        assertThat(facts.boxes()).startsWith("ftyp", "moov");
    }

    @Test
    void stream_startsAudioAndVideoTogether_withinOneFrame() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, Map.of("frame", 41), Map.of("frame", 141));

        Path file = client.download(clip.path("streamUrl").asString(), folder.resolve("clip.mp4"))
                .body();

        // Both from the keyframe before the start; FFmpeg decodes sound it is told not to play.
        int shown = Oracle.frames(file).orElseThrow().size();
        int decoded = Oracle.pictures(file, Oracle.Edits.IGNORED)
                .orElseThrow()
                .frames()
                .size();
        long firstPictureUs = -RATE.frameUs(decoded - shown);
        assertThat(shown).isGreaterThanOrEqualTo(100);
        assertThat(Math.abs(firstPictureUs - soundStartUs(file))).isLessThanOrEqualTo(RATE.frameUs(1));
    }

    @Test
    void stream_current_carriesWhatPlayersAndCachesNeed() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, 1.001, 2.002);

        HttpResponse<byte[]> response = client.play(clip.path("streamUrl").asString());

        assertThat(response.headers().firstValue("content-type")).hasValue("video/mp4");
        assertThat(response.headers().firstValue("cache-control").orElse(""))
                .contains("public", "max-age=31536000", "immutable");
        assertThat(response.headers().firstValue("accept-ranges")).hasValue("none");
        // From the keyframe before the start.
        assertThat(response.headers().firstValue("clip-range")).hasValue("0-2.002");
        assertThat(response.headers().firstValue("server-timing").orElse(""))
                .matches("queue;dur=[\\d.]+, spawn;dur=[\\d.]+, first;dur=[\\d.]+");
        assertThat(client.play(
                                clip.path("streamUrl").asString(),
                                "If-None-Match",
                                response.headers().firstValue("etag").orElse("none"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void stream_withoutVersion_leadsToTheCurrentOne() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, 3, 4);
        String versioned = clip.path("streamUrl").asString();

        HttpResponse<byte[]> response = client.play(versioned.substring(0, versioned.lastIndexOf('/')));

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("location"))
                .hasValue(URI.create(versioned).getRawPath());
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    }

    @Test
    void stream_ofAContainerThatIsNoMp4_isAnMp4() throws Exception {
        Path file = MediaMatrix.entry("mkv-avc").file();
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, 1, 2);

        HttpResponse<Path> response = client.download(clip.path("streamUrl").asString(), folder.resolve("clip.mp4"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Files.size(response.body())).isPositive();
        assertThat(Mp4Facts.isIsoMedia(response.body())).isTrue();
    }

    @Test
    void stream_underIfMatch_neverHasAStrongTag() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("mkv-avc").file()), 2, 3);
        String stream = clip.path("streamUrl").asString();
        String weak = "W/\"" + clip.path("version").asString() + "\"";

        assertThat(client.play(stream, "If-Match", weak).statusCode()).isEqualTo(412);
        assertThat(client.play(stream, "If-Match", "\"x\"", "If-None-Match", weak)
                        .statusCode())
                .isEqualTo(412);
        assertThat(client.play(stream, "If-None-Match", "' OR 1=1", "If-Match", "*")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void stream_ofAnUnknownClip_isNotFound() {
        OriginClient.Answer answer =
                client.get("/videos/clips/00000000-0000-0000-0000-000000000000/stream/aaaaaaaaaaaaaaaa");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("code").asString()).isEqualTo("clip-not-found");
    }

    private static long soundStartUs(Path file) {
        Pcm sound = Oracle.pcm(file, 0).orElseThrow();
        return sound.startSample() * 1_000_000 / sound.sampleRate();
    }
}
