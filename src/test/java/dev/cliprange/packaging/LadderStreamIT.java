package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.DashSchema;
import dev.cliprange.testing.DashTimeline;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.ServedStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Streams of clips in several qualities: each has the clip's frames, and the boundaries are the same. */
class LadderStreamIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    /** The page of the index ends at frame 300. */
    private static final int FIRST = 283;

    private static final int END = 327;
    private static final Origin ORIGIN = Origin.shared();
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        SequencePlayer.deleteSequences(CLIENT);
        CLIENT.deleteSources();
    }

    @Test
    void variants_ofAClip_haveItsFramesAndTheSameBoundaries() throws IOException {
        Path file = source();
        List<Frame> frames = Oracle.frames(file).orElseThrow().subList(FIRST, END);
        JsonNode source = ORIGIN.source(file);
        JsonNode before = CLIENT.clip(source, Map.of("frame", FIRST), Map.of("frame", END));
        assertThat(HlsStream.open(CLIENT, url(before)).variants()).hasSize(1);

        Renditions.make(CLIENT, source, "240p", "144p");

        JsonNode clip = await().atMost(LONGEST)
                .until(
                        () -> CLIENT.get("/api/clips/" + before.path("id").asString())
                                .expect(200),
                        now -> !url(now).equals(url(before)));
        assertThat(clip.path("streamUrl").asString())
                .isEqualTo(before.path("streamUrl").asString());
        assertThat(CLIENT.play(url(before)).statusCode()).isEqualTo(410);
        HlsStream stream = HlsStream.open(CLIENT, url(clip));
        List<HlsStream.Media> variants = stream.variants();
        assertThat(variants).hasSize(3);
        assertThat(stream.lines().stream().filter(line -> line.startsWith("#EXT-X-STREAM-INF")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("480x360"),
                        line -> assertThat(line).contains("320x240"),
                        line -> assertThat(line).contains("192x144"));
        for (HlsStream.Media variant : variants) {
            assertThat(variant.durations()).isEqualTo(variants.getFirst().durations());
            byte[] bytes = stream.bytes(variant);
            List<Long> shownUs = FragmentTimes.of(bytes).sortedTicks().stream()
                    .map(frames.getFirst().timescale()::toUs)
                    .toList();
            assertThat(shownUs)
                    .as(variant.url())
                    .containsExactlyElementsOf(
                            frames.stream().map(Frame::presentationUs).toList());
            Path whole = Files.write(folder.resolve("variant.mp4"), bytes);
            var decoded = Oracle.pictures(whole, Oracle.Edits.IGNORED).orElseThrow();
            assertThat(decoded.complaints()).as(variant.url()).isEmpty();
            assertThat(decoded.frames()).as(variant.url()).hasSameSizeAs(frames);
            Files.delete(whole);
        }
        // Encoded frames are kept, so the same bytes come again.
        assertThat(stream.bytes(variants.getLast())).isEqualTo(stream.bytes(variants.getLast()));
        assertThat(ServedStream.fetch(CLIENT, url(clip)).problems())
                .allMatch(
                        problem -> problem.contains("BANDWIDTH"), "only the rates of segments that are encoded later");
        String manifest =
                new String(CLIENT.play(clip.path("dashUrl").asString()).body(), StandardCharsets.UTF_8);
        assertThat(DashSchema.load().check(manifest)).isEmpty();
        List<DashTimeline> timelines = DashTimeline.parse(manifest);
        assertThat(timelines).extracting(DashTimeline::id).containsExactly("video/source", "video/240p", "video/144p");
        assertThat(timelines)
                .allSatisfy(timeline -> assertThat(timeline.durations())
                        .isEqualTo(timelines.getFirst().durations()));
        HlsStream copy = HlsStream.open(CLIENT, url(clip) + "?form=copy");
        assertThat(copy.variants()).hasSize(1);
    }

    /** A player cannot change the codec in the middle of a track. */
    @Test
    void sequence_ofClipsOfTwoCodecs_isJoinedByTheirLadders() throws IOException {
        Path first = make("avc.mp4", "-c:v libx264 -preset ultrafast -g 20");
        Path second =
                make("hevc.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=20 -tag:v hvc1");
        List<JsonNode> sources = List.of(ORIGIN.source(first), ORIGIN.source(second));
        List<String> clips = sources.stream()
                .map(source -> CLIENT.clip(source, Map.of("frame", 7), Map.of("frame", 33))
                        .path("id")
                        .asString())
                .toList();
        assertThat(CLIENT.post("/api/sequences", Map.of("clipIds", clips)).status())
                .isEqualTo(422);

        sources.forEach(source -> Renditions.make(CLIENT, source, "240p", "144p"));

        // The caches of clips follow the feed.
        JsonNode sequence = await().atMost(LONGEST)
                .until(() -> CLIENT.post("/api/sequences", Map.of("clipIds", clips)), answer -> answer.status() == 201)
                .body();
        String url = sequence.path("hlsUrl").asString();
        var player = new SequencePlayer(CLIENT);
        List<SequencePlayer.Piece> pieces = player.hls(url, SequencePlayer.video(player.text(url)));
        assertThat(pieces).hasSize(2);
        for (SequencePlayer.Piece piece : pieces) {
            Path whole = Files.write(folder.resolve("piece.mp4"), player.bytes(piece));
            var decoded = Oracle.pictures(whole, Oracle.Edits.IGNORED).orElseThrow();
            assertThat(decoded.complaints()).isEmpty();
            assertThat(decoded.frames()).hasSize(26);
            assertThat(Mp4Facts.of(whole).tracks().getFirst().sampleEntry()).isEqualTo("avc1");
        }
    }

    @Test
    void sourceThatIsSmallerThanTheQualities_failsWithTheReason() {
        JsonNode problem = failed(ORIGIN.source(MediaMatrix.entry("avc-2997").file()));

        assertThat(problem.path("code").asString()).isEqualTo("media-unsupported");
        assertThat(problem.path("text").asString()).contains("160 x 120");
    }

    @Test
    void sourceWithoutVideo_failsWithTheReason() {
        JsonNode problem = failed(ORIGIN.source(MediaMatrix.entry("audio-aac").file()));

        assertThat(problem.path("code").asString()).isEqualTo("media-unsupported");
        assertThat(problem.path("text").asString()).contains("no video");
    }

    /** With the default ladder. */
    private static JsonNode failed(JsonNode source) {
        OriginClient.Answer opened =
                CLIENT.send(CLIENT.request("/api/sources/" + source.path("id").asString() + "/renditions")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
        JsonNode ended = Renditions.ended(CLIENT, opened.expect(202));
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.path("attempt").asInt()).isOne();
        return ended.path("problem");
    }

    private Path make(String name, String options) {
        Path file = folder.resolve(name);
        String all = "-nostdin -f lavfi -i testsrc2=size=480x360:rate=5:duration=10 -pix_fmt yuv420p " + options
                + " -y " + file;
        FfmpegRun.of(List.of(all.split(" "))).orThrow();
        return file;
    }

    private static String url(JsonNode clip) {
        return clip.path("hlsUrl").asString();
    }

    /** 70 s, with a keyframe each 4 s. */
    private Path source() {
        Path file = folder.resolve("long.mp4");
        String options = "-nostdin -f lavfi -i testsrc2=size=480x360:rate=5:duration=70 -c:v libx264 -preset ultrafast"
                + " -bf 2 -g 20 -sc_threshold 0 -pix_fmt yuv420p -y " + file;
        FfmpegRun.of(List.of(options.split(" "))).orThrow();
        return file;
    }
}
