package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Ssim;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Sources whose times are not those of a plain file, the whole way: registration, clips, both forms, a browser. */
class FieldTimesIT {

    private static final double LIKE = 0.95;

    @RegisterExtension
    private final FieldSources field = new FieldSources();

    private final OriginClient client = field.client();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        // The frames are numbers of the source, as the response and the precise form have them.
        "slides, 30, 3, 8, 0, 1",
        "slides, 30, 12, 13, 1, 2",
        "slides, 30, 13, 21.5, 1, 3",
        "slides, 30, 25, 29.5, 2, 5",
        "still-picture, 20, 0, 5, 0, 5",
        "elst-gap, 4, 1.2, 3.6, 30, 90",
        "elst-two-parts, 2.5, 1.2, 2, 30, 50",
    })
    void clip_bothForms_showTheFramesOfTheRange(
            String name, double duration, double start, double end, int firstFrame, int endFrame) throws IOException {
        Path file = FieldSources.file(name + ".mp4");
        JsonNode source = field.ready(file);
        assertThat(source.path("sliceable").asBoolean()).isTrue();
        assertThat(source.path("durationSeconds").asDouble()).isEqualTo(duration);

        JsonNode clip = client.clip(source, start, end);

        assertThat(clip.path("start").asDouble()).isEqualTo(start);
        assertThat(clip.path("end").asDouble()).isEqualTo(end);
        assertThat(clip.path("startFrame").asInt()).isEqualTo(firstFrame);
        assertThat(clip.path("endFrame").asInt()).isEqualTo(endFrame);
        List<Frame> wanted = Oracle.frames(file).orElseThrow().subList(firstFrame, endFrame);
        Path copy = field.download(clip, "streamUrl", folder);
        assertThat(FieldSources.md5s(Oracle.frames(copy).orElseThrow())).isEqualTo(FieldSources.md5s(wanted));
        Path precise = field.download(clip, "preciseStreamUrl", folder);
        assertPrecise(precise, wanted, file, clip, firstFrame, endFrame);
        assertThat(Mp4Facts.of(copy).durationUs() / 1e6).isCloseTo(end - start, within(0.001));
        assertThat(Mp4Facts.of(precise).durationUs() / 1e6).isCloseTo(end - start, within(0.001));
    }

    private static void assertPrecise(
            Path precise, List<Frame> wanted, Path file, JsonNode clip, int firstFrame, int endFrame) {
        List<Frame> shown =
                Oracle.pictures(precise, Oracle.Edits.IGNORED).orElseThrow().frames();
        assertThat(shown).hasSize(wanted.size());
        assertThat(Ssim.of(precise, file, firstFrame, endFrame)).allMatch(likeness -> likeness >= LIKE);
        long firstUs = shown.getFirst().presentationUs();
        long startUs = Math.round(clip.path("start").asDouble() * 1e6);
        for (int i = 1; i < shown.size(); i++) {
            assertThat(shown.get(i).presentationUs() - firstUs)
                    .as("frame " + i)
                    .isCloseTo(wanted.get(i).presentationUs() - startUs, within(25L));
        }
    }

    @Test
    void clip_withoutAFrame_isAudio() throws IOException {
        JsonNode source = field.ready(FieldSources.file("still-picture.mp4"));

        JsonNode clip = client.clip(source, 5, 10);

        Path copy = field.download(clip, "streamUrl", folder);
        assertThat(Mp4Facts.of(copy).tracks())
                .extracting(Mp4Facts.Track::handler)
                .containsExactly("soun");
        assertThat(Mp4Facts.of(copy).durationUs()).isEqualTo(5_000_000);
        assertThat(clip.path("preciseStreamUrl")).isEqualTo(clip.path("streamUrl"));
        assertThat(clip.path("keyframe").path("leadSeconds").asDouble()).isZero();
    }

    @Test
    void clip_overAJoint_hasNoPreciseForm() {
        JsonNode source = field.ready(FieldSources.file("elst-two-parts.mp4"));

        JsonNode clip = client.clip(source, 0.52, 2);

        assertThat(clip.has("preciseStreamUrl")).isFalse();
        assertThat(client.play(clip.path("streamUrl").asString()).statusCode()).isEqualTo(200);
        String prepared = "/api/clips/" + clip.path("id").asString() + "/prepare";
        assertThat(client.post(prepared, Map.of()).expect(422).path("code").asString())
                .isEqualTo("precise-unavailable");
    }

    @Test
    void partition_ofSlides_isPlayable() {
        JsonNode source = field.ready(FieldSources.file("slides.mp4"));

        JsonNode clips = client.post(
                        "/api/sources/" + source.path("id").asString() + "/clips:partition",
                        Map.of("cuts", List.of(3, 8, 12.05, 20.5)))
                .expect(200)
                .path("clips");

        assertThat(clips).hasSize(5);
        assertThat(clips.get(3).path("start").asDouble()).isEqualTo(12);
        clips.forEach(clip -> assertThat(
                        client.play(clip.path("streamUrl").asString()).statusCode())
                .isEqualTo(200));
    }

    @Test
    void source_ofAnotherSpeed_isFailedWithTheReason() throws IOException {
        byte[] bytes = Files.readAllBytes(FieldSources.file("elst-two-parts.mp4"));
        int elst = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("elst");
        ByteBuffer.wrap(bytes).putInt(elst + 12 + 8, 0x20000);
        Path file = Files.write(folder.resolve("speed.mp4"), bytes);

        FieldSources.assertFailed(field.registered(file), "media-unsupported", "another speed");
    }

    /** A clip of a field file, in seconds. */
    private record Played(String name, double start, double end) {}

    /** One browser for all: it takes longer to start than most of them take to play. */
    @Test
    void chromium_playsTheClipsToTheirEnd() {
        List<Played> all = List.of(
                new Played("slides", 4, 8),
                new Played("slides", 12, 13),
                new Played("still-picture", 8, 10),
                new Played("elst-gap", 1, 3.6),
                new Played("elst-two-parts", 0.52, 2));
        try (Browser browser = Browser.chromium()) {
            for (Played it : all) {
                double lengthSeconds = it.end() - it.start();
                JsonNode clip = client.clip(field.ready(FieldSources.file(it.name() + ".mp4")), it.start(), it.end());

                var player = BrowserPlayer.load(
                        browser, URI.create(clip.path("streamUrl").asString()));

                assertThat(player.loaded().durationSeconds()).as(it.toString()).isCloseTo(lengthSeconds, within(0.05));
                assertThat(player.play().endedAtSeconds()).as(it.toString()).isCloseTo(lengthSeconds, within(0.05));
            }
        }
    }
}
