package dev.cliprange.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Jpeg;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Rgb;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Storyboards, the whole way: from an object in storage to cues and sheets. */
class StoryboardIT {

    private static final double LEAST_PSNR = 25;
    private static final Pattern CUE = Pattern.compile(
            "(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) --> (\\d\\d:\\d\\d:\\d\\d\\.\\d{3})\\n(\\S+)#xywh=(\\d+),(\\d+),(\\d+),(\\d+)\\n");

    @TempDir
    Path folder;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    private record Cue(double from, double to, String sheet, int x, int y, int width, int height) {}

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    /** Leading pictures, rotation and other codecs: each tile is decoded without any other sample. */
    @ParameterizedTest
    @CsvSource({
        "avc-closed-gop, 0, 2",
        "avc-open-gop, 0, 2",
        "hevc-open-gop, 0, 2",
        "avc-portrait, 0, 2",
        "avc-open-gop, 3, 1",
        "avc-all-intra, 1, 1"
    })
    void storyboard_showsTheKeyframesOfTheClip(String name, int startSeconds, int least) {
        Path file = MediaMatrix.entry(name).file();
        JsonNode source = origin.source(file);
        JsonNode clip =
                client.clip(source, startSeconds, source.path("durationSeconds").decimalValue());
        String base = base(clip);

        List<Cue> cues = cues(base);
        Rgb sheet = Rgb.ofJpeg(client.play(base + ".jpg").body());

        assertThat(cues).hasSizeGreaterThanOrEqualTo(least);
        assertThat(cues.getFirst().from()).isZero();
        assertThat(cues.getLast().to())
                .isEqualTo(clip.path("duration").asDouble(), org.assertj.core.data.Offset.offset(0.001));
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        List<Rgb> shown =
                Rgb.ofVideo(file, cues.getFirst().width(), cues.getFirst().height());
        int before = shown.size() - frames.size();
        int last = -1;
        for (Cue cue : cues) {
            assertThat(cue.sheet()).isEqualTo(base.substring(base.lastIndexOf('/') + 1) + ".jpg");
            Rgb tile = sheet.part(cue.x(), cue.y(), cue.width(), cue.height());
            List<Double> likeness = shown.stream().map(tile::psnr).toList();
            double best = likeness.stream().max(Double::compare).orElseThrow();
            int frame = likeness.indexOf(best) - before;
            double shownAt = frames.get(frame).presentationUs() / 1e6
                    - clip.path("start").asDouble();
            assertThat(best).as(cue.toString()).isGreaterThan(LEAST_PSNR);
            assertThat(shownAt).as(cue.toString()).isNotNegative();
            assertThat(frame).isGreaterThan(last);
            if (cue.from() > 0) {
                assertThat(shownAt).isEqualTo(cue.from(), org.assertj.core.data.Offset.offset(0.001));
            }
            last = frame;
        }
    }

    @Test
    void storyboard_ofAClipWithoutATile_isItsFirstFrame() {
        JsonNode clip =
                client.clip(origin.source(MediaMatrix.entry("avc-open-gop").file()), 1, 3);
        String base = base(clip);

        assertThat(cues(base))
                .containsExactly(new Cue(0, 2, base.substring(base.lastIndexOf('/') + 1) + ".jpg", 0, 0, 160, 120));
        assertThat(client.play(base + ".jpg").body())
                .isEqualTo(client.play(clip.path("posterUrl").asString() + "?width=160")
                        .body());
        assertThat(client.play(base + "-2.jpg").statusCode()).isEqualTo(404);
    }

    /** More than a sheet of tiles. The tiles are made once for all clips of the source. */
    @Test
    void storyboard_ofALongClip_hasSeveralSheetsOfSharedTiles() throws IOException {
        Path file = folder.resolve("storyboard.mp4");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=64x48:rate=5",
                        "-t",
                        "440",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-pix_fmt",
                        "yuv420p",
                        "-g",
                        "10",
                        file.toString()))
                .orThrow();
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, 0, 436);
        String base = base(clip);

        List<Cue> cues = cues(base);
        HttpResponse<byte[]> first = client.play(base + ".jpg");
        HttpResponse<byte[]> second = client.play(base + "-2.jpg");

        assertThat(cues).hasSizeBetween(109, 120);
        assertThat(cues.get(99).sheet()).endsWith(".jpg").doesNotContain("-2.jpg");
        assertThat(cues.get(100)).matches(cue -> cue.sheet().endsWith("-2.jpg") && cue.x() == 0 && cue.y() == 0);
        assertThat(Jpeg.of(first.body())).isEqualTo(new Jpeg(640, 480));
        assertThat(Jpeg.of(second.body()).width()).isEqualTo(64 * Math.min(10, cues.size() - 100));
        assertThat(client.play(base + "-3.jpg").statusCode()).isEqualTo(404);
        assertThat(client.play(base + "-1.jpg").statusCode()).isEqualTo(404);
        assertThat(first.headers().firstValue("cache-control").orElse("")).contains("immutable");
        assertThat(client.play(
                                base + ".jpg",
                                "If-None-Match",
                                first.headers().firstValue("etag").orElseThrow())
                        .statusCode())
                .isEqualTo(304);

        if (Boolean.getBoolean("cliprange.full")) {}
        double before = made();
        JsonNode moved = client.patch("/api/clips/" + clip.path("id").asString(), Map.of("start", 50))
                .expect(200);
        assertThat(client.play(base + ".vtt").statusCode()).isEqualTo(410);
        assertThat(client.play(base(moved) + ".jpg").statusCode()).isEqualTo(200);
        assertThat(made() - before)
                .as("processes for a sheet of tiles that are kept")
                .isEqualTo(1);
    }

    @Test
    void storyboard_ofASourceWithoutIndex_isUnsupported() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("mkv-avc").file()), 1, 2);

        for (String rest : List.of(".vtt", ".jpg")) {
            HttpResponse<byte[]> response = client.play(base(clip) + rest);
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"media-unsupported\"");
        }
    }

    private List<Cue> cues(String base) {
        HttpResponse<byte[]> response = client.play(base + ".vtt");
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(text).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/vtt");
        assertThat(text).startsWith("WEBVTT\n\n");
        var cues = new ArrayList<Cue>();
        Matcher cue = CUE.matcher(text);
        while (cue.find()) {
            cues.add(new Cue(
                    seconds(cue.group(1)),
                    seconds(cue.group(2)),
                    cue.group(3),
                    Integer.parseInt(cue.group(4)),
                    Integer.parseInt(cue.group(5)),
                    Integer.parseInt(cue.group(6)),
                    Integer.parseInt(cue.group(7))));
        }
        assertThat(cues.stream().map(Cue::from).skip(1).toList())
                .isEqualTo(cues.stream().map(Cue::to).limit(cues.size() - 1).toList());
        return cues;
    }

    private static double seconds(String time) {
        String[] parts = time.split(":");
        return Integer.parseInt(parts[0]) * 3_600 + Integer.parseInt(parts[1]) * 60 + Double.parseDouble(parts[2]);
    }

    private double made() {
        return origin.bean(MeterRegistry.class)
                .get(PreviewMeter.PICTURES.meterName())
                .tag("outcome", "made")
                .timer()
                .count();
    }

    private static String base(JsonNode clip) {
        return clip.path("streamUrl").asString().replaceFirst("/stream/.*", "/storyboard/")
                + clip.path("version").asString();
    }
}
