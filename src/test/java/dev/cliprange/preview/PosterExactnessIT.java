package dev.cliprange.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Jpeg;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Rgb;
import dev.cliprange.testing.TestFfmpeg;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The differential test of posters: each is the picture that FFmpeg shows at its time when it decodes the whole source. With
 * {@code -Dcliprange.full=true} 200 times and more of the matrix.
 */
class PosterExactnessIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final double LEAST_PSNR = 28;
    private static final int TIMES = FULL ? 20 : 4;

    /** B-frames, leading pictures, rotation, uneven times, fragments, and other codecs. */
    private static final List<String> FEW = List.of(
            "avc-b-pyramid", "avc-open-gop", "avc-portrait", "avc-variable-rate", "hevc-open-gop", "avc-fragmented");

    private static final List<String> ALL = Stream.concat(
                    FEW.stream(),
                    Stream.of(
                            "avc-irregular-gop",
                            "avc-2997",
                            "avc-10-bit",
                            "avc-422",
                            "hevc-hvc1",
                            "hevc-10-bit",
                            "avc-edit-mid-gop",
                            "avc-late-start",
                            "avc-one-keyframe",
                            "vp9",
                            "mpeg4-part-2",
                            "avc-partly-fragmented"))
            .toList();

    /** Of a picture of HDR that is shown as if it were in the standard range. */
    private static final double MOST_PSNR_WITHOUT_MAPPING = 20;

    private static final String TO_HDR = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709"
            + ",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt2020"
            + ",zscale=t=%s:m=bt2020nc:r=limited:npl=100,format=yuv420p10le";
    private static final String TO_STANDARD = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709"
            + ",tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=limited,format=yuv444p";

    @TempDir
    Path folder;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    static Stream<String> sources() {
        String only = System.getProperty("cliprange.poster.only", "");
        return only.isEmpty() ? (FULL ? ALL : FEW).stream() : Stream.of(only.split(","));
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void poster_atAnyFrame_isThatFrame(String name) throws Exception {
        Path file = MediaMatrix.entry(name).file();
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        JsonNode source = origin.source(file);
        boolean lying = source.at("/video/rotation").asInt() % 180 != 0;
        int width = source.at(lying ? "/video/height" : "/video/width").asInt();
        int height = source.at(lying ? "/video/width" : "/video/height").asInt();
        List<Rgb> shown = Rgb.ofVideo(file, width, height);
        // The decoder also returns pictures before the start of the edit list.
        int before = shown.size() - frames.size();
        JsonNode clip = client.clip(source, 0, source.path("durationSeconds").decimalValue());

        var random = new Random(7);
        for (int i = 0; i < TIMES; i++) {
            int frame = random.nextInt(frames.size());
            // Not the last microseconds of a frame: a point snaps to the nearest boundary.
            long us = frames.get(frame).presentationUs() + random.nextInt(3_000);
            HttpResponse<byte[]> response = client.play(clip.path("posterUrl").asString() + "?at="
                    + BigDecimal.valueOf(us, 6).stripTrailingZeros().toPlainString());

            assertThat(response.statusCode())
                    .as(new String(response.body(), 0, 200))
                    .isEqualTo(200);
            if (FULL) {
                Files.write(
                        Files.createDirectories(Path.of("target", "posters")).resolve(name + "-" + frame + ".jpg"),
                        response.body());
            }
            assertThat(Jpeg.of(response.body())).isEqualTo(new Jpeg(width, height));
            Rgb poster = Rgb.ofJpeg(response.body());
            List<Double> likeness = new ArrayList<>();
            shown.forEach(it -> likeness.add(poster.psnr(it)));
            double best = likeness.stream().max(Double::compare).orElseThrow();
            assertThat(likeness.indexOf(best)).as(name + " at " + us).isEqualTo(before + frame);
            assertThat(best).as(name + " at " + us).isGreaterThan(LEAST_PSNR);
        }
    }

    /** As FFmpeg maps it. A file may be of PQ or of HLG. */
    @ParameterizedTest
    @ValueSource(strings = {"smpte2084", "arib-std-b67"})
    void poster_ofHdr_isMappedToTheStandardRange(String transfer) {
        assumeTrue(TestFfmpeg.version().filters().contains("zscale"), "FFmpeg has no zscale");
        Path standard = make(
                "sdr.mp4",
                "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -vf format=yuv420p -c:v libx264 -qp 0 -bf 0");
        Path hdr =
                make("hdr.mp4", "-i " + standard + " -vf " + TO_HDR.formatted(transfer) + " -c:v libx264 -qp 0 -g 25");
        Path mapped = make("mapped.mp4", "-i " + hdr + " -vf " + TO_STANDARD + " -c:v libx264 -qp 0 -bf 0");
        List<Rgb> expected = Rgb.ofVideo(mapped, 160, 120);
        List<Rgb> unmapped = Rgb.ofVideo(hdr, 160, 120);
        List<Frame> frames = Oracle.frames(hdr).orElseThrow();
        JsonNode clip = client.clip(origin.source(hdr), 0, 2);

        for (int frame : new int[] {0, 13, 31, 49}) {
            String at = BigDecimal.valueOf(frames.get(frame).presentationUs(), 6)
                    .stripTrailingZeros()
                    .toPlainString();
            HttpResponse<byte[]> response = client.play(clip.path("posterUrl").asString() + "?at=" + at);

            assertThat(response.statusCode()).isEqualTo(200);
            Rgb poster = Rgb.ofJpeg(response.body());
            assertThat(poster.psnr(expected.get(frame))).as("frame %d", frame).isGreaterThan(LEAST_PSNR);
            assertThat(poster.psnr(unmapped.get(frame))).as("frame %d", frame).isLessThan(MOST_PSNR_WITHOUT_MAPPING);
        }
    }

    private Path make(String name, String options) {
        Path file = folder.resolve(name);
        var arguments = new ArrayList<>(List.of("-nostdin"));
        arguments.addAll(List.of(options.split(" ")));
        arguments.addAll(List.of("-y", file.toString()));
        FfmpegRun.of(arguments).orThrow();
        return file;
    }
}
