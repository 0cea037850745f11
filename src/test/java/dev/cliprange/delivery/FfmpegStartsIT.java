package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A clip that FFmpeg makes says where it starts: at the keyframe that its first picture shows. */
class FfmpegStartsIT {

    private static final OriginClient CLIENT = Origin.shared().client();

    /** Before the second keyframe, exactly at it, within FFmpeg's 3/23 of a second after it, and later. */
    private static final List<Integer> STARTS = List.of(20, 50, 52, 75, 101);

    @RegisterExtension
    final FieldSources sources = new FieldSources();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mkv-avc", "webm-vp9", "ts-avc", "flv-avc", "avi-mpeg4"})
    void lead_inEachContainer_isThatOfTheFirstPicture(String entry) {
        Path file = MediaMatrix.entry(entry).file();
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        List<String> pictures = frames.stream().map(Frame::md5).toList();
        JsonNode source = Origin.shared().source(file);

        for (int start : STARTS) {
            JsonNode clip = CLIENT.clip(source, Map.of("frame", start), Map.of("frame", start + 2));
            HttpResponse<Path> response =
                    CLIENT.download(clip.path("streamUrl").asString(), folder.resolve(start + ".mp4"));
            int first = pictures.indexOf(Oracle.pictures(response.body(), Oracle.Edits.IGNORED)
                    .orElseThrow()
                    .frames()
                    .getFirst()
                    .md5());
            double lead = clip.path("keyframe").path("leadSeconds").asDouble(-1);

            assertThat(lead)
                    .as(entry + " at frame " + start)
                    .isCloseTo(
                            (frames.get(start).presentationUs()
                                            - frames.get(first).presentationUs())
                                    / 1e6,
                            within(0.002));
            assertThat(clip.path("keyframe").path("startsOnKeyframe").asBoolean())
                    .isEqualTo(start == first);
            String[] range =
                    response.headers().firstValue("clip-range").orElseThrow().split("-");
            assertThat(Double.parseDouble(range[0]))
                    .isEqualTo(clip.path("start").asDouble() - lead, within(1e-6));
            assertThat(Double.parseDouble(range[1])).isEqualTo(clip.path("end").asDouble(), within(1e-6));
        }
        assertThat(source.path("remux").path("codecs").asString()).isNotEmpty();
        assertThat(source.path("remux").path("exactStart").asBoolean()).isTrue();
        assertThat(source.path("remux").path("codecs").asString()).isNotEmpty();
        assertThat(source.path("remux").path("preciseForm").asBoolean())
                .isEqualTo(entry.contains("avc") || entry.contains("vp9"));
    }

    /** In this container, FFmpeg finds no keyframe at the time that it has listed for it. */
    @Test
    void lead_thatTheTrialsDoNotConfirm_isAbsent() {
        JsonNode source = Origin.shared().source(MediaMatrix.entry("ts-mpeg2").file());
        JsonNode clip = CLIENT.clip(source, Map.of("frame", 20), Map.of("frame", 22));

        HttpResponse<Path> response = CLIENT.download(clip.path("streamUrl").asString(), folder.resolve("unknown.mp4"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(clip.has("keyframe")).isFalse();
        assertThat(response.headers().firstValue("clip-range").orElseThrow())
                .startsWith(clip.path("start").asString() + "-");
    }
}
