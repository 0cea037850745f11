package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Sources that are cut off, that contradict themselves, or whose frames have no times: exact clips, or a reason at registration. */
class DamagedSourceIT {

    private static Origin origin;
    private static OriginClient client;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of());
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "last.mp4, '', mdat at byte",
        "first.mp4, -movflags +faststart, stbl at byte",
        "fragments.mp4, -movflags +frag_keyframe+empty_moov+default_base_moof, trun at byte",
        "audio.m4a, -vn -movflags +faststart, stbl at byte",
        "pcm.mov, -vn -c:a pcm_s16le -movflags +faststart, stsz at byte"
    })
    void register_mp4ThatIsCutOff_isRefusedWithTheMissingBytes(String name, String options, String box)
            throws IOException {
        Path whole = made(name, "-c:v libx264 -g 25 -c:a aac " + options);
        byte[] bytes = Files.readAllBytes(whole);
        // In the media of all of them: of the last fragment, in the file of fragments.
        int end = name.equals("fragments.mp4") ? lastIndexOf(bytes, "mdat") + 200 : bytes.length / 2;
        Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(bytes, end));

        JsonNode source = registered(cut);

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo("media-malformed");
        assertThat(source.path("problem").path("detail").asString())
                .contains(box)
                .containsPattern("bytes are missing|the file ends \\d+ bytes before");
    }

    /** FFmpeg lists packets of such a file without an error, but they are not the samples. */
    @ParameterizedTest
    @ValueSource(strings = {"vide", "soun"})
    void register_runsOfChunksThatContradict_isMalformed(String handler) throws IOException {
        byte[] bytes = Files.readAllBytes(made("chunks.mp4", "-c:v libx264 -g 25 -c:a aac"));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int track = indexOf(bytes, handler, 0);
        int runs = indexOf(bytes, "stsc", track) + 8;
        assertThat(file.getInt(runs)).isGreaterThan(1);
        // The first run begins with chunk 0. FFmpeg gives it the length of the next one.
        file.putInt(runs + 4, 0);
        Path patched = Files.write(folder.resolve("chunks-" + handler + ".mp4"), bytes);

        JsonNode source = registered(patched);

        assertThat(source.path("problem").path("code").asString()).isEqualTo("media-malformed");
        assertThat(source.path("problem").path("detail").asString()).contains("stsc at byte", "run 1 of chunks");
    }

    /** A program stream has a time for each pack, and FFmpeg does not make up the others by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"-c:v mpeg1video -g 12 -an", "-c:v mpeg2video -bf 2 -g 25 -b:v 1M -c:a mp2"})
    void stream_ofAProgramStream_showsTheFramesOfTheRange(String codecs) {
        Path file = made(codecs.contains("-an") ? "video.mpg" : "both.mpg", codecs);
        JsonNode source = registered(file);
        List<Frame> frames = Oracle.frames(file).orElseThrow();

        assertThat(source.path("video").path("frames").asInt()).isEqualTo(frames.size());
        double length = source.path("durationSeconds").asDouble();
        for (double start : List.of(0.0, 1.3, length - 1.1, length - 0.3)) {
            JsonNode clip = client.clip(source, start, Math.min(length, start + 1));
            Path played = client.download(
                            clip.path("streamUrl").asString(),
                            folder.resolve(clip.path("id").asString() + ".mp4"))
                    .body();
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);

            assertThat(Oracle.frames(played).orElseThrow().stream().map(Frame::md5))
                    .containsSequence(
                            frames
                                    .subList(
                                            clip.path("startFrame").asInt(),
                                            clip.path("endFrame").asInt())
                                    .stream()
                                    .map(Frame::md5)
                                    .toList());
        }
    }

    @Test
    void register_programStreamWithoutTimes_isRefusedWithTheReason() {
        JsonNode source = registered(made("h264.mpg", "-c:v libx264 -g 50 -bf 2 -c:a mp2 -f vob"));

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo("media-unsupported");
        assertThat(source.path("problem").path("detail").asString()).contains("(video, h264)", "without a time");
    }

    /** Such a source can be sliced; FFmpeg cannot write its audio into MP4. */
    @ParameterizedTest
    @ValueSource(strings = {"pcm_s16le", "pcm_alaw"})
    void stream_ofACodecThatOnlySlicesCarry_isAStatusIfFfmpegIsForced(String codec) {
        Path file = made(codec + ".mov", "-c:v libx264 -g 25 -c:a " + codec);
        try (Origin forced = Origin.start(Map.of("cliprange.clip.engine", "ffmpeg"))) {
            JsonNode clip = forced.client().clip(forced.source(file), 1, 3);
            String stream = clip.path("streamUrl").asString();

            for (int request = 0; request < 2; request++) {
                HttpResponse<Path> answer = forced.client().download(stream, folder.resolve(codec + ".answer"));
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(answer.body()).content().contains("media-unsupported");
            }
        }
    }

    private static JsonNode registered(Path file) {
        String key = file.getFileName().toString();
        Origin.storage().put(key, file);
        OriginClient.Answer answer = client.post(
                "/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/" + key));
        return client.get("/api/sources/" + answer.body().path("id").asString() + "?wait=60")
                .expect(200);
    }

    /** Five seconds of a moving picture and a tone. */
    private static Path made(String name, String codecs) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=96x64:rate=25,format=yuv420p",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
                "-t",
                "5"));
        arguments.addAll(List.of(codecs.strip().split(" ")));
        arguments.addAll(List.of("-y", file.toString()));
        FfmpegRun.of(arguments).orThrow();
        return file;
    }

    private static int indexOf(byte[] bytes, String type, int from) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(type, from);
    }

    private static int lastIndexOf(byte[] bytes, String type) {
        // The index of fragments at the end of the file is after it.
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(type);
    }
}
