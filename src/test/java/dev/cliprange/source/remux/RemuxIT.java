package dev.cliprange.source.remux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.EventReader;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.SlowFfmpeg;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Sources of other containers after a remux: a clip shows the frames that FFmpeg decodes of the original between the
 * clip's ends, no frame more and no fewer.
 */
class RemuxIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Path FIELD = Path.of("src/test/resources/field");
    private static final Path CORPUS = Path.of(System.getProperty("cliprange.corpus", "../shared/media"));
    private static final Origin ORIGIN = Origin.start(Map.of());
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    private Path folder;

    static Stream<Path> sources() {
        Stream<Path> made = Stream.of(
                        "mkv-avc", "webm-vp9", "ts-avc", "ts-mpeg2", "flv-avc", "avi-mpeg4", "mxf-mpeg2", "mxf-avc")
                .map(name -> MediaMatrix.entry(name).file());
        Stream<Path> field =
                Stream.of("pcm.mkv", "vfr.mkv", "late-video.mkv", "flac.mkv").map(FIELD::resolve);
        Stream<Path> corpus = Stream.of(
                        "sample.mkv", "sample.avi", "sample.flv", "bbb_2500ms.ts", "bbb_642x642_768kbps_30fps_vp9.webm")
                .map(CORPUS::resolve)
                .filter(file -> Boolean.getBoolean("cliprange.full") && Files.exists(file));
        return Stream.of(made, field, corpus).flatMap(it -> it);
    }

    @BeforeEach
    void deleteSources() {
        CLIENT.deleteSources();
    }

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void clip_ofARemuxedSource_showsExactlyItsFrames(Path file) {
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        JsonNode before = ORIGIN.source(file);
        assertThat(before.path("sliceable").asBoolean()).isFalse();
        int last = frames.size();
        JsonNode clip = CLIENT.clip(before, Map.of("frame", last / 3), Map.of("frame", last / 3 + last / 4));
        assertThat(clip.path("engine").asString()).isEqualTo("ffmpeg");
        assertThat(CLIENT.play(clip.path("streamUrl").asString()).statusCode()).isEqualTo(200);

        JsonNode job = ended(remux(before));

        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("completed");
        assertThat(job.path("progress").asInt()).isEqualTo(100);
        JsonNode after = source(before);
        assertThat(after.path("sliceable").asBoolean()).isTrue();
        assertThat(after.has("remux") && !after.path("remux").isNull()).isFalse();
        for (String kept : List.of("revision", "sizeBytes", "container", "uri")) {
            assertThat(after.path(kept)).as(kept).isEqualTo(before.path(kept));
        }
        assertThat(after.path("video").path("frames").asInt()).isEqualTo(last);
        JsonNode sliced = CLIENT.get("/api/clips/" + clip.path("id").asString()).expect(200);
        assertThat(sliced.path("engine").asString()).isEqualTo("slice");
        assertThat(sliced.path("version")).isNotEqualTo(clip.path("version"));
        assertThat(sliced.path("start")).isEqualTo(clip.path("start"));
        assertFrames(sliced, frames.subList(last / 3, last / 3 + last / 4));
        CLIENT.delete("/api/clips/" + clip.path("id").asString()).expect(204);
        assertFrames(CLIENT.clip(after, Map.of("frame", 1), Map.of("frame", 2)), frames.subList(1, 2));
        assertFrames(
                CLIENT.clip(after, Map.of("frame", last - 5), Map.of("frame", last)), frames.subList(last - 5, last));
    }

    private void assertFrames(JsonNode clip, List<Frame> expected) {
        Path file = folder.resolve(clip.path("id").asString() + ".mp4");
        HttpResponse<Path> response = CLIENT.download(clip.path("streamUrl").asString(), file);
        assertThat(response.statusCode()).isEqualTo(200);
        List<Frame> shown = Oracle.frames(file).orElseThrow();
        assertThat(shown.stream().map(Frame::md5))
                .as("frames of %s", clip)
                .containsExactlyElementsOf(expected.stream().map(Frame::md5).toList());
        for (int i = 0; i < shown.size(); i++) {
            assertThat(shown.get(i).presentationUs() - shown.getFirst().presentationUs())
                    .as("time of frame %d", i)
                    .isCloseTo(
                            expected.get(i).presentationUs()
                                    - expected.getFirst().presentationUs(),
                            within(25L));
        }
    }

    @Test
    void audioThatMp4CannotCarry_isEncoded() {
        JsonNode before = ORIGIN.source(FIELD.resolve("pcm.mkv"));
        assertThat(before.path("audio")).isEmpty();
        assertThat(before.path("ignoredTracks").get(0).path("codec").asString()).isEqualTo("pcm_s16le");
        assertThat(before.path("remux").path("codecs").asString())
                .startsWith("avc1.")
                .endsWith(",mp4a.40.2");

        ended(remux(before));

        JsonNode after = source(before);
        assertThat(after.path("audio").get(0).path("codec").asString()).isEqualTo("aac");
        assertThat(after.path("ignoredTracks")).isEmpty();
    }

    /** Two of its frames have one time. FFmpeg shows one of them, and a copy would have both. */
    @Test
    void copyWithOtherFrames_failsAndLeavesTheSourceAsItIs() {
        JsonNode before = ORIGIN.source(FIELD.resolve("jitter.mkv"));

        JsonNode job = ended(remux(before));

        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("attempt").asInt()).isOne();
        assertThat(job.path("problem").path("code").asString()).isEqualTo("media-unsupported");
        assertThat(job.path("problem").path("text").asString()).contains("Frame 4 is at", "re-encoding to H.264");
        assertThat(source(before)).isEqualTo(before);
        await().atMost(LONGEST).until(() -> work(before).isEmpty());
    }

    /** FFmpeg's muxer writes no temporal offsets for H.264, so its demuxer takes the times of decoding. */
    @Test
    void mxfThatDoesNotSayTheOrderOfItsFrames_failsWithTheReason() {
        Path file = folder.resolve("reordered.mxf");
        String options = "-nostdin -f lavfi -i testsrc2=size=320x180:rate=25:duration=2 -c:v libx264 -preset ultrafast"
                + " -bf 2 -b_strategy 0 -g 25 -pix_fmt yuv420p -f mxf -y " + file;
        FfmpegRun.of(List.of(options.split(" "))).orThrow();
        JsonNode before = ORIGIN.source(file);

        JsonNode job = ended(remux(before));

        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("attempt").asInt()).isOne();
        assertThat(job.path("problem").path("code").asString()).isEqualTo("media-unsupported");
        assertThat(job.path("problem").path("text").asString()).contains("MXF", "reordered");
        assertThat(source(before)).isEqualTo(before);
    }

    @Test
    void again_completesAtOnce_andReindexKeepsTheCopy() {
        JsonNode before = ORIGIN.source(MediaMatrix.entry("mkv-avc").file());
        ended(remux(before));
        JsonNode clip = CLIENT.clip(source(before), 1, 2);

        assertThat(ended(remux(before)).path("state").asString()).isEqualTo("completed");
        CLIENT.post(path(before) + "/reindex", Map.of()).expect(202);

        JsonNode again = CLIENT.get(path(before) + "?wait=60").expect(200);
        assertThat(again.path("sliceable").asBoolean()).isTrue();
        assertThat(CLIENT.get("/api/clips/" + clip.path("id").asString())
                        .expect(200)
                        .path("version"))
                .isEqualTo(clip.path("version"));

        work(before).forEach(Origin.storage()::delete);
        CLIENT.post(path(before) + "/reindex", Map.of()).expect(202);
        assertThat(CLIENT.get(path(before) + "?wait=60")
                        .expect(200)
                        .path("sliceable")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void progress_isInTheFeed_andDeletingTheSourceLeavesNothing() throws Exception {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("webm-vp9").file());
        try (EventReader events = EventReader.of(ORIGIN, "")) {
            JsonNode job = ended(remux(source));
            await().atMost(LONGEST)
                    .until(() -> events.events().stream()
                            .anyMatch(event -> event.type().equals("job-changed")
                                    && event.data().path("state").asString().equals("completed")));
            assertThat(events.events().stream()
                            .filter(event -> event.type().equals("job-changed"))
                            .map(event -> event.data().path("progress").asInt()))
                    .isSorted()
                    .endsWith(100);
            assertThat(events.events().stream()
                            .filter(event -> event.type().equals("job-changed"))
                            .map(event -> event.data().path("jobId")))
                    .containsOnly(job.path("id"));
        }
        assertThat(work(source)).anyMatch(key -> key.endsWith("/media.mp4"));

        CLIENT.delete(path(source)).expect(204);

        await().atMost(LONGEST).until(() -> work(source).isEmpty());
        assertThat(CLIENT.get("/api/jobs").expect(200).path("items"))
                .noneMatch(job -> job.path("sourceId").equals(source.path("id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "delete"})
    void cancel_endsTheProcess_andDeletesWhatItWrote(String how) throws Exception {
        try (Origin slow = Origin.start(
                Map.of("cliprange.ffmpeg.path", SlowFfmpeg.in(folder), "cliprange.ffmpeg.max-processes", 1))) {
            OriginClient client = slow.client();
            JsonNode source = slow.source(SlowFfmpeg.longSource(folder));
            JsonNode job = client.post(path(source) + "/remux", Map.of()).expect(202);
            String jobPath = "/api/jobs/" + job.path("id").asString();
            await().atMost(LONGEST)
                    .until(() ->
                            client.get(jobPath).expect(200).path("progress").asInt() > 0);
            List<ProcessHandle> running = SlowFfmpeg.running();
            assertThat(running).isNotEmpty();
            // A job takes no process from viewers, even if there is only one.
            for (int second = 1; second <= 3; second++) {
                String clip = client.clip(source, second, second + 1)
                        .path("streamUrl")
                        .asString();
                assertThat(client.play(clip).statusCode()).isEqualTo(200);
            }

            if (how.equals("cancel")) {
                assertThat(client.post(jobPath + "/cancel", Map.of())
                                .expect(200)
                                .path("state")
                                .asString())
                        .isEqualTo("cancelled");
            } else {
                client.delete(path(source)).expect(204);
            }

            await().atMost(LONGEST).until(() -> running.stream().noneMatch(ProcessHandle::isAlive));
            await().atMost(LONGEST).until(() -> work(source).isEmpty());
            assertThat(client.get("/api/jobs?state=running").expect(200).path("items"))
                    .isEmpty();
        }
    }

    /** The work storage may be a folder that is no allowed source. */
    @Test
    void copyInAFolder_isSliced() {
        Path work = folder.resolve("work");
        try (Origin origin =
                Origin.start(Map.of("cliprange.storage.work", work.toUri().toString()))) {
            Path file = MediaMatrix.entry("mkv-avc").file();
            JsonNode source = origin.source(file);
            JsonNode clip = origin.client().clip(source, Map.of("frame", 60), Map.of("frame", 90));

            origin.client().post(path(source) + "/remux", Map.of()).expect(202);
            await().atMost(LONGEST)
                    .until(() -> origin.client()
                            .get(path(source))
                            .expect(200)
                            .path("sliceable")
                            .asBoolean());

            assertFrames(
                    origin.client()
                            .get("/api/clips/" + clip.path("id").asString())
                            .expect(200),
                    Oracle.frames(file).orElseThrow().subList(60, 90));
        }
    }

    private static JsonNode remux(JsonNode source) {
        return CLIENT.post(path(source) + "/remux", Map.of()).expect(202);
    }

    private static JsonNode ended(JsonNode job) {
        String path = "/api/jobs/" + job.path("id").asString();
        await().atMost(LONGEST)
                .until(() ->
                        CLIENT.get(path).expect(200).path("state").asString().matches("completed|failed"));
        return CLIENT.get(path).expect(200);
    }

    private static JsonNode source(JsonNode source) {
        return CLIENT.get(path(source)).expect(200);
    }

    private static String path(JsonNode source) {
        return "/api/sources/" + source.path("id").asString();
    }

    /** The keys of all copies of a source in the work storage. */
    private static List<String> work(JsonNode source) {
        return Origin.storage()
                .client()
                .listObjectsV2(list -> list.bucket(Origin.storage().bucket())
                        .prefix(".cliprange/sources/" + source.path("id").asString() + "/media/"))
                .join()
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }
}
