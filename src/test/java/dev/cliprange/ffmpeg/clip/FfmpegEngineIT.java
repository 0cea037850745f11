package dev.cliprange.ffmpeg.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.ToneSource;
import dev.cliprange.ffmpeg.probe.ProbedSource;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

/** Clips of the same media in each container, made by the real FFmpeg. */
class FfmpegEngineIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1_001);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "mp4,mov,615,900",
        "mp4,'',615,705",
        "mp4,mov,0,30",
        "mp4,mov,60,61",
        "mp4,mov,119,120",
        "mov,mov,615,705",
        "mkv,matroska,615,705",
        "ts,mpegts,615,705",
        "ts,mpegts,60,90",
        "ts,mpegts,0,30",
        "ts,mpegts,870,900",
        "mkv,matroska,870,900",
        "flv,flv,615,705",
        "avi,avi,615,705",
        "avi,avi,60,120"
    })
    void open_rangeOfASource_decodesToEveryFrameOfItInOrder(String extension, String container, int start, int end)
            throws IOException {
        FfmpegHarness harness = FfmpegHarness.real();
        Path source = extension.equals("mp4") ? ToneSource.mp4() : ToneSource.in(extension);
        FfmpegInput input = FfmpegInput.file(source.toString()).withMedia(container, "h264", List.of("aac"));

        byte[] clip = FfmpegHarness.read(
                harness.engine.open(FfmpegHarness.request(input, RATE.frameUs(start), RATE.frameUs(end))));

        Map<String, Integer> numbers = ToneSource.frameNumbers();
        List<Integer> shown = ToneSource.frames(Files.write(folder.resolve("clip.mp4"), clip)).stream()
                .map(numbers::get)
                .toList();
        assertThat(shown)
                .containsSubsequence(IntStream.range(start, end).boxed().toList());
        assertThat(shown).isSorted().doesNotHaveDuplicates();
        assertThat(shown.getFirst()).isGreaterThanOrEqualTo(start - ToneSource.GOP);
        assertThat(shown.getLast()).isLessThan(end + 12);
        harness.assertIdle();
        assertThat(harness.exits(ExitClass.ERROR)).isZero();
    }

    @Test
    void open_audioOnly_isAWholeClip() throws IOException {
        FfmpegHarness harness = FfmpegHarness.real();

        byte[] clip = FfmpegHarness.read(harness.open(ToneSource.audioOnly(), 10_000_000, 20_000_000));

        ProbedSource found = probe(harness, clip);
        assertThat(found.video()).isEmpty();
        assertThat(found.durationUs()).isBetween(9_970_000L, 10_100_000L);
        harness.assertIdle();
    }

    @Test
    void open_startBetweenFrames_startsAudioAndVideoWithinOneFrame() throws IOException {
        FfmpegHarness harness = FfmpegHarness.real();

        byte[] clip = FfmpegHarness.read(harness.open(ToneSource.mp4(), RATE.frameUs(615), RATE.frameUs(705)));

        FragmentScanner scanner = new FragmentScanner();
        scanner.accept(clip, 0, clip.length);
        assertThat(scanner.tracks()).hasSize(2);
        // Both have media at or before the start, and both end at the end: what is shown starts at once.
        assertThat(scanner.tracks().values()).allSatisfy(track -> {
            assertThat(track.firstUs()).isLessThanOrEqualTo(0);
            assertThat(track.reaches(RATE.frameUs(705) - RATE.frameUs(615))).isTrue();
        });
        harness.assertIdle();
    }

    @Test
    void open_dataAndTextTracks_areLeftOut() throws IOException {
        FfmpegHarness harness = FfmpegHarness.real();
        Path words = Files.writeString(folder.resolve("words.srt"), "1\n00:00:01,000 --> 00:00:20,000\nwords\n");
        Path source = folder.resolve("tracks.mov");
        FfmpegHarness.run(List.of(
                "-i",
                ToneSource.mp4().toString(),
                "-i",
                words.toString(),
                "-map",
                "0",
                "-map",
                "1",
                "-c",
                "copy",
                "-c:s",
                "mov_text",
                "-timecode",
                "01:00:00:00",
                source.toString()));

        byte[] clip = FfmpegHarness.read(harness.open(source, 2_002_000, 8_008_000));

        FragmentScanner scanner = new FragmentScanner();
        scanner.accept(clip, 0, clip.length);
        assertThat(scanner.tracks()).hasSize(2);
        harness.assertIdle();
    }

    @Test
    void open_sameClipTwice_givesTheSameBytes() {
        FfmpegHarness harness = FfmpegHarness.real();

        byte[] first = FfmpegHarness.read(harness.open(ToneSource.mp4(), 5_005_000, 9_009_000));
        byte[] second = FfmpegHarness.read(harness.open(ToneSource.mp4(), 5_005_000, 9_009_000));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void open_mp4KnownToBeOne_givesTheSameBytesAsWithALook() {
        FfmpegHarness harness = FfmpegHarness.real();
        FfmpegInput input = FfmpegInput.file(ToneSource.mp4().toString());

        byte[] looked = FfmpegHarness.read(harness.engine.open(FfmpegHarness.request(input, 5_005_000, 9_009_000)));
        byte[] known = FfmpegHarness.read(harness.engine.open(FfmpegHarness.request(
                input.withMedia("mov,mp4,m4a,3gp,3g2,mj2", "h264", List.of("aac")), 5_005_000, 9_009_000)));

        assertThat(known).isEqualTo(looked);
    }

    @Test
    void open_slowReader_keepsToTheDemand() {
        FfmpegHarness harness = FfmpegHarness.real();
        AtomicLong received = new AtomicLong();

        StepVerifier.create(
                        harness.open(ToneSource.mp4(), 0, 30_000_000)
                                .flatMapMany(FfmpegStream::body)
                                .map(FfmpegHarness::releasedSize)
                                .doOnNext(received::addAndGet),
                        0)
                .thenRequest(128)
                .expectNextCount(128)
                .then(() -> assertThat(received.get()).isLessThanOrEqualTo(512 * 1024))
                .then(() -> assertThat(
                                harness.pool.snapshot().processes().getFirst().bytesWritten())
                        .isLessThanOrEqualTo(received.get() + 256 * 1024))
                .thenCancel()
                .verify(FfmpegHarness.LIMIT);

        harness.assertIdle();
        assertThat(harness.killed(KillReason.CANCELLED)).isEqualTo(1);
    }

    private ProbedSource probe(FfmpegHarness harness, byte[] clip) throws IOException {
        Path file = Files.write(folder.resolve("probed.mp4"), clip);
        return Objects.requireNonNull(harness.probe
                .probe("clip-under-test", FfmpegInput.file(file.toString()))
                .block(FfmpegHarness.LIMIT));
    }
}
