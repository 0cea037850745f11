package dev.cliprange.ffmpeg.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.ToneSource;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceProbeIT {

    @TempDir
    Path folder;

    private final FfmpegHarness harness = FfmpegHarness.real();

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mov", "mkv", "ts", "flv", "avi"})
    void probe_sameMediaInEachContainer_findsTheSame(String extension) {
        Path file = extension.equals("mp4") ? ToneSource.mp4() : ToneSource.in(extension);

        ProbedSource found = probe(file);

        assertThat(found.container()).contains(extension.equals("mkv") ? "matroska" : extension);
        ProbedSource.Video video = found.video().orElseThrow();
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.width()).isEqualTo(320);
        assertThat(video.height()).isEqualTo(180);
        assertThat(video.frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
        assertThat(video.frames()).isEqualTo(ToneSource.FRAMES);
        assertThat(video.rotation()).isZero();
        assertThat(video.allIntra()).isFalse();
        assertThat(video.maxKeyframeIntervalUs()).isCloseTo(2_002_000, within(70_000L));
        assertThat(found.durationUs()).isCloseTo(30_030_000, within(100_000L));
        assertThat(found.audio()).hasSize(1);
        ProbedSource.Audio audio = found.audio().getFirst();
        assertThat(audio.codec()).isEqualTo("aac");
        assertThat(audio.channels()).isEqualTo(1);
        assertThat(audio.sampleRate()).isEqualTo(48_000);
        harness.assertIdle();
    }

    @Test
    void probe_rotatedIntraOnlyWithLanguages_saysSo() {
        Path intra = ToneSource.made(
                "intra.mp4",
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=320x180:rate=25,format=yuv420p",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=sample_rate=44100",
                        "-f",
                        "lavfi",
                        "-i",
                        "anullsrc=channel_layout=5.1:sample_rate=48000",
                        "-map",
                        "0",
                        "-map",
                        "1",
                        "-map",
                        "2",
                        "-t",
                        "3",
                        "-c:v",
                        "libx264",
                        "-g",
                        "1",
                        "-c:a",
                        "aac",
                        "-ac:a:0",
                        "2",
                        "-metadata:s:a:0",
                        "language=eng",
                        "-metadata:s:a:1",
                        "language=deu"));
        Path rotated = ToneSource.made(
                "rotated.mp4",
                List.of("-i", intra.toString(), "-map", "0", "-c", "copy", "-metadata:s:v:0", "rotate=90"));

        ProbedSource found = probe(rotated);

        ProbedSource.Video video = found.video().orElseThrow();
        assertThat(video.rotation()).isEqualTo(270);
        assertThat(video.allIntra()).isTrue();
        assertThat(video.frameRate()).isEqualTo(new FrameRate(25, 1));
        assertThat(video.maxKeyframeIntervalUs()).isEqualTo(40_000);
        assertThat(found.audio())
                .containsExactly(
                        new ProbedSource.Audio("aac", 2, 44_100, "eng"),
                        new ProbedSource.Audio("aac", 6, 48_000, "deu"));
    }

    @Test
    void probe_audioOnly_hasNoVideo() {
        ProbedSource found = probe(ToneSource.audioOnly());

        assertThat(found.video()).isEmpty();
        assertThat(found.audio()).hasSize(1);
        assertThat(found.durationUs()).isCloseTo(30_030_000, within(100_000L));
    }

    @Test
    void probe_notMedia_isUnsupported() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.mp4"), "no video here, only words. ".repeat(1000));

        assertThat(failure(text).failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED);
        harness.assertIdle();
    }

    @Test
    void probe_playlistThatNamesOtherFiles_isRefused() throws IOException {
        Path playlist = Files.writeString(
                folder.resolve("list.m3u8"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\n"
                        + ToneSource.in("ts").toUri() + "\n#EXT-X-ENDLIST\n");

        assertThat(failure(playlist).failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED);
    }

    @Test
    void probe_missingFile_isNotFoundAndTellsNoPath() {
        FailureException failure = failure(folder.resolve("nothing-there.mp4"));

        assertThat(failure.failure()).isEqualTo(Failure.SOURCE_NOT_FOUND);
        assertThat(failure.detail()).doesNotContain("nothing-there");
    }

    @ParameterizedTest
    @CsvSource({"sample_fragmented_widevine.mp4", "sample_malformed_free_box.mp4", "sample_vvc.mp4"})
    void probe_corpusFileThatCannotBeCut_isUnsupported(String name) {
        assertThat(failure(corpus().resolve(name)).failure()).isIn(Failure.MEDIA_UNSUPPORTED, Failure.MEDIA_MALFORMED);
    }

    @Test
    void probe_corpusFileWithOneUnusableTrack_isDescribedWithoutIt() {
        ProbedSource probed = probe(corpus().resolve("sample_missing_stsd.mp4"));

        assertThat(probed.video().isPresent() ^ !probed.audio().isEmpty()).isTrue();
    }

    @Test
    void probe_wholeCorpus_isDescribedOrRefusedWithAReason() throws IOException {
        Map<String, String> answers = new TreeMap<>();
        List<Path> files;
        try (var listing = Files.list(corpus())) {
            files = listing.filter(file -> !file.toString().endsWith(".md")).toList();
        }
        for (Path file : files) {
            try {
                answers.put(file.getFileName().toString(), probe(file).toString());
            } catch (FailureException refused) {
                assertThat(refused.failure())
                        .as(file.toString())
                        .isIn(Failure.MEDIA_UNSUPPORTED, Failure.MEDIA_MALFORMED);
                answers.put(file.getFileName().toString(), refused.failure() + ": " + refused.detail());
            }
        }
        assertThat(answers).isNotEmpty();
        harness.assertIdle();
    }

    private ProbedSource probe(Path file) {
        ProbedSource found = harness.probe
                .probe("source-under-test", FfmpegInput.file(file.toString()))
                .block(FfmpegHarness.LIMIT);
        return java.util.Objects.requireNonNull(found);
    }

    private FailureException failure(Path file) {
        try {
            throw new AssertionError("probed: " + probe(file));
        } catch (FailureException failure) {
            return failure;
        }
    }

    private static Path corpus() {
        Path corpus = Path.of(System.getProperty("cliprange.corpus", "none"));
        assumeTrue(Files.isDirectory(corpus), "no corpus");
        return corpus;
    }
}
