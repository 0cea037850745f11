package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.index.IndexPage;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Pcm;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources whose times are not those of a plain file: edit lists of several parts, frames that last long, video that starts late
 * or ends early. A clip shows what FFmpeg shows of the source between the clip's ends, and the frame that is shown at its start.
 */
class FieldTimesTest {

    private static final Path FIELD = Path.of("src/test/resources/field");
    private static final long PAGE_US = 60_000_000;
    private static final float AAC = 0.001f;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "elst-two-parts, 0.5, 2",
        "elst-two-parts, 0, 2.5",
        "elst-two-parts, 0.8, 1.2",
        "elst-two-parts, 0.96, 1.04",
        "elst-two-parts, 1, 2.5",
        "elst-two-parts, 0, 1",
        "elst-gap, 0, 4",
        "elst-gap, 1, 3.52",
        "elst-gap, 2.4, 2.6",
        "slides, 3, 8",
        "slides, 12, 13",
        "slides, 13, 21.5",
        "slides, 15, 16",
        "slides, 0, 30",
        "slides, 28.5, 29.5",
        "still-picture, 0, 20",
        "still-picture, 0.08, 5",
        "still-picture, 5, 10",
        "elst-two-parts, 0.52, 2",
        "elst-two-parts, 0.6, 1.28",
    })
    void clip_ofFieldFile_showsWhatTheSourceShows(String name, double start, double end) throws IOException {
        Path file = FIELD.resolve(name + ".mp4");

        assertExact(file, SourceFile.index(file, PAGE_US), range(start, end), !name.startsWith("elst"));
    }

    /** Pages so short that most begin inside a frame, or where there is none. */
    @ParameterizedTest
    @CsvSource({
        "slides, 3, 8",
        "slides, 13, 21.5",
        "slides, 29.2, 29.8",
        "slides, 0, 30",
        "still-picture, 5, 10",
        "still-picture, 0, 20",
        "elst-two-parts, 0.5, 2",
        "elst-gap, 1, 3.52",
    })
    void clip_onShortPages_isTheSame(String name, double start, double end) throws IOException {
        Path file = FIELD.resolve(name + ".mp4");
        SourceFile onePage = SourceFile.index(file, PAGE_US);
        SourceFile manyPages = SourceFile.index(file, 500_000);

        assertThat(manyPages.directory().pages()).hasSizeGreaterThan(1);
        assertThat(bytes(manyPages, range(start, end))).isEqualTo(bytes(onePage, range(start, end)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slides", "still-picture", "elst-two-parts", "elst-gap"})
    void clip_ofTheFragmentedFile_showsWhatTheSourceShows(String name) throws IOException {
        Path file = folder.resolve("fragmented.mp4");
        copy(FIELD.resolve(name + ".mp4"), file, "-movflags", "+frag_keyframe+empty_moov+default_base_moof");
        SourceFile source = SourceFile.index(file, PAGE_US);

        long endUs = source.directory().endUs();
        assertExact(file, source, new TimeRange(endUs / 4, endUs / 2), false);
    }

    @Test
    void clip_ofLateVideo_beginsWithAudioAlone() throws IOException {
        Path file = folder.resolve("late.mp4");
        FfmpegRun.of(List.of(
                        "-y",
                        "-itsoffset",
                        "3",
                        "-i",
                        FIELD.resolve("elst-gap.mp4").toString(),
                        "-i",
                        FIELD.resolve("slides.mp4").toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "1:a",
                        "-c",
                        "copy",
                        file.toString()))
                .orThrow();
        SourceFile source = SourceFile.index(file, PAGE_US);

        assertThat(source.directory().endUs()).isCloseTo(30_000_000, within(30_000L));
        assertThat(source.page(0).nearestBoundaryUs(1_500_000)).isEqualTo(1_500_000);
        assertThat(source.page(0).nearestBoundaryUs(0)).isZero();
        assertExact(file, source, range(1, 5), true);
        assertExact(file, source, range(0, 2), true);
        assertExact(file, source, range(6.5, 20), true);
        assertThat(Mp4Facts.of(clip(source, range(1, 5)))
                        .firstTrack("vide")
                        .edits()
                        .getFirst())
                .isEqualTo(new Mp4Facts.Edit(
                        2 * Mp4Facts.of(clip(source, range(1, 5))).timescale().ticksPerSecond(), -1));
    }

    @Test
    void source_hasTheTimesOfTheMovie() {
        assertThat(SourceFile.index(FIELD.resolve("still-picture.mp4"), PAGE_US)
                        .directory()
                        .endUs())
                .isEqualTo(20_000_000);
        assertThat(SourceFile.index(FIELD.resolve("elst-two-parts.mp4"), PAGE_US)
                        .directory()
                        .endUs())
                .isEqualTo(2_500_000);
        assertThat(SourceFile.index(FIELD.resolve("elst-gap.mp4"), PAGE_US)
                        .directory()
                        .endUs())
                .isEqualTo(4_000_000);
    }

    @Test
    void point_insideALongFrame_stays() {
        IndexPage page = SourceFile.index(FIELD.resolve("slides.mp4"), PAGE_US).page(0);

        assertThat(page.nearestBoundaryUs(3_000_000)).isEqualTo(3_000_000);
        assertThat(page.nearestBoundaryUs(12_090_000)).isEqualTo(12_000_000);
        assertThat(page.nearestBoundaryUs(11_910_000)).isEqualTo(12_000_000);
        assertThat(page.nearestBoundaryUs(29_950_000)).isEqualTo(30_000_000);
        assertThat(page.frameShownAt(3_000_000)).isZero();
        assertThat(page.frameAt(8_000_000)).isEqualTo(1);
        assertThat(page.frameShownAt(13_000_000)).isEqualTo(1);
    }

    @Test
    void point_onAPageInsideALongFrame_stays() {
        SourceFile source = SourceFile.index(FIELD.resolve("slides.mp4"), 500_000);
        int number = source.directory().pageAt(13_020_000);

        IndexPage page = source.page(number);

        assertThat(source.directory().pages().get(number).atFrame()).isFalse();
        assertThat(page.nearestBoundaryUs(13_020_000)).isEqualTo(13_020_000);
        assertThat(page.frameShownAt(13_020_000)).isEqualTo(1);
        assertThat(page.frameAt(13_020_000)).isEqualTo(2);
        assertThat(source.directory().pageOfFrame(2))
                .isEqualTo(source.directory().pageAt(20_000_000));
    }

    @Test
    void audio_ofAnEmptyEdit_isSilentThere() throws IOException {
        SourceFile source = SourceFile.index(FIELD.resolve("elst-gap.mp4"), PAGE_US);
        Path media = folder.resolve("media.mp4");
        Files.write(media, withoutGap(Files.readAllBytes(FIELD.resolve("elst-gap.mp4"))));
        Pcm whole = Oracle.pcm(media, 0).orElseThrow();

        float[] clip = placed(clip(source, range(1, 4)), 3);

        int packet = 1024;
        assertThat(peak(clip, 48_000 + packet, 96_000)).as("2 to 3 s").isZero();
        assertThat(difference(whole.window(48_000, 96_000), clip, 0))
                .as("1 to 2 s")
                .isLessThan(AAC);
        assertThat(difference(whole.window(96_000 + packet, 143_000), clip, 96_000 + packet))
                .as("3 to 4 s")
                .isLessThan(AAC);
    }

    @Test
    void audio_ofTwoParts_isWhereTheEditListSaysIt() throws IOException {
        Path file = FIELD.resolve("elst-two-parts.mp4");
        Path media = folder.resolve("media.mp4");
        Files.write(media, withoutGap(Files.readAllBytes(FIELD.resolve("elst-gap.mp4"))));
        Pcm whole = Oracle.pcm(media, 0).orElseThrow();

        float[] clip = placed(clip(SourceFile.index(file, PAGE_US), range(0.52, 2)), 1.48);

        int joint = 23_040;
        assertThat(difference(whole.window(24_960, 47_000), clip, 0))
                .as("before the joint")
                .isLessThan(AAC);
        assertThat(difference(whole.window(115_200 + 2048, 115_200 + 45_000), clip, joint + 2048))
                .as("after it")
                .isLessThan(AAC);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x8000, 0, 0x20000})
    void editList_ofAnotherSpeed_isRefused(int rate) throws IOException {
        byte[] bytes = Files.readAllBytes(FIELD.resolve("elst-two-parts.mp4"));
        int elst = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("elst");
        ByteBuffer.wrap(bytes).putInt(elst + 12 + 8, rate);
        Path file = Files.write(folder.resolve("speed.mp4"), bytes);

        assertThatThrownBy(() -> SourceFile.index(file, PAGE_US))
                .isInstanceOf(UnsupportedMp4Exception.class)
                .hasMessageContaining("another speed")
                .extracting(error -> ((UnsupportedMp4Exception) error).remedy())
                .isEqualTo(UnsupportedMp4Exception.Remedy.NONE);
    }

    @Test
    void editList_outOfOrder_isRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(FIELD.resolve("elst-two-parts.mp4"));
        int elst = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("elst");
        ByteBuffer.wrap(bytes).putInt(elst + 12 + 12 + 4, 6000);
        Path file = Files.write(folder.resolve("order.mp4"), bytes);

        assertThatThrownBy(() -> SourceFile.index(file, PAGE_US))
                .isInstanceOf(UnsupportedMp4Exception.class)
                .hasMessageContaining("out of order");
    }

    @Test
    void copy_insideAKeyframe_isPrecise() {
        SourceFile source = SourceFile.index(FIELD.resolve("slides.mp4"), PAGE_US);

        assertThat(copyIsPrecise(source, range(3, 8))).isTrue();
        assertThat(copyIsPrecise(source, range(13, 15))).isFalse();
        assertThat(copyIsPrecise(source, range(29.4, 29.6))).isTrue();
    }

    @Test
    void copy_withoutAFrame_isPrecise() {
        SourceFile source = SourceFile.index(FIELD.resolve("still-picture.mp4"), PAGE_US);

        assertThat(copyIsPrecise(source, range(5, 10))).isTrue();
    }

    @Test
    void joint_insideTheRange_isOne() {
        SourceFile parts = SourceFile.index(FIELD.resolve("elst-two-parts.mp4"), PAGE_US);
        SourceFile gap = SourceFile.index(FIELD.resolve("elst-gap.mp4"), PAGE_US);

        assertThat(PrecisePlanner.hasJoint(parts.directory(), range(0.5, 2))).isTrue();
        assertThat(PrecisePlanner.hasJoint(parts.directory(), range(1, 2))).isFalse();
        assertThat(PrecisePlanner.hasJoint(parts.directory(), range(0, 1))).isFalse();
        assertThat(PrecisePlanner.hasJoint(gap.directory(), range(0, 4))).isFalse();
    }

    private boolean copyIsPrecise(SourceFile source, TimeRange range) {
        return PrecisePlanner.copyIsPrecise(source.directory(), source.pages(range), range);
    }

    private void assertExact(Path file, SourceFile source, TimeRange range, boolean compareAudio) throws IOException {
        Path clip = clip(source, range);
        List<Frame> expected = shown(Oracle.frames(file).orElseThrow(), videoEndUs(source), range);
        boolean hasVideo = Mp4Facts.of(clip).tracks().stream()
                .anyMatch(track -> track.handler().equals("vide"));
        assertThat(hasVideo).isEqualTo(!expected.isEmpty());
        List<Frame> frames = hasVideo ? Oracle.frames(clip).orElseThrow() : List.of();
        assertThat(frames)
                .extracting(Frame::md5)
                .containsExactlyElementsOf(expected.stream().map(Frame::md5).toList());
        for (int i = 0; i < frames.size(); i++) {
            long startUs = Math.max(0, expected.get(i).presentationUs() - range.startUs());
            assertThat(frames.get(i).presentationUs()).as("frame " + i).isCloseTo(startUs, within(2L));
        }
        assertThat(Mp4Facts.of(clip).durationUs()).isCloseTo(range.durationUs(), within(25L));
        if (compareAudio) {
            Pcm whole = Oracle.pcm(file, 0).orElseThrow();
            Pcm cut = Oracle.pcm(clip, 0).orElseThrow();
            long zero = whole.sampleAtUs(range.startUs());
            long to = Math.min(whole.sampleAtUs(range.endUs()), whole.endSample()) - 1;
            assertThat(Pcm.peakDifference(whole.window(zero, to), cut.window(0, to - zero)))
                    .isLessThan(AAC);
        }
    }

    private static long videoEndUs(SourceFile source) {
        var video = source.directory().tracks().getFirst();
        return video.timescale().toUs(video.endTicks());
    }

    private static List<Frame> shown(List<Frame> all, long endUs, TimeRange range) {
        var shown = new ArrayList<Frame>();
        for (int i = 0; i < all.size(); i++) {
            long nextUs = i + 1 < all.size() ? all.get(i + 1).presentationUs() : endUs;
            if (nextUs > range.startUs() && all.get(i).presentationUs() < range.endUs()) {
                shown.add(all.get(i));
            }
        }
        return shown;
    }

    private Path clip(SourceFile source, TimeRange range) throws IOException {
        return Files.write(
                folder.resolve("clip-" + range.startUs() + "-" + range.endUs() + ".mp4"), bytes(source, range));
    }

    private static byte[] bytes(SourceFile source, TimeRange range) {
        ByteLayout layout = source.plan(range);
        return source.bytes(layout, 0, layout.lengthBytes());
    }

    private static TimeRange range(double start, double end) {
        return new TimeRange(Math.round(start * 1e6), Math.round(end * 1e6));
    }

    private static void copy(Path from, Path to, String... options) {
        var arguments = new ArrayList<>(List.of("-y", "-i", from.toString(), "-c", "copy"));
        arguments.addAll(List.of(options));
        arguments.add(to.toString());
        FfmpegRun.of(arguments).orThrow();
    }

    /** The same file with audio edit lists of one entry: all of the media. */
    private static byte[] withoutGap(byte[] bytes) {
        int elst = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("elst");
        ByteBuffer.wrap(bytes).putInt(elst + 8, 1).putInt(elst + 12, 4000);
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        fields.putInt(elst + 8, 3);
        fields.putInt(elst + 12, 2000).putInt(elst + 16, 1024);
        fields.putInt(elst + 24, 1000).putInt(elst + 28, 97_024);
        fields.putInt(elst + 36, 1000).putInt(elst + 40, 145_024);
        return bytes;
    }

    /** The first channel, with each packet's samples at the time FFmpeg gives them, and silence where there are none. */
    private static float[] placed(Path clip, double seconds) {
        byte[] raw = FfmpegRun.of(List.of(
                        "-v",
                        "error",
                        "-i",
                        clip.toString(),
                        "-map",
                        "0:a",
                        "-af",
                        "aresample=async=1:first_pts=0:min_comp=0.0001:min_hard_comp=0.0001,apad",
                        "-t",
                        Double.toString(seconds),
                        "-ac",
                        "1",
                        "-f",
                        "f32le",
                        "pipe:1"))
                .orThrow()
                .stdout();
        var samples = new float[raw.length / 4];
        ByteBuffer.wrap(raw)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(samples);
        return samples;
    }

    private static float peak(float[] samples, int from, int to) {
        float peak = 0;
        for (int i = from; i < to; i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        return peak;
    }

    private static float difference(float[] expected, float[] samples, int from) {
        float most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(expected[i] - samples[from + i]));
        }
        return most;
    }
}
