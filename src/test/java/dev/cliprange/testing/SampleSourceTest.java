package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleSourceTest {

    private static final Path FOLDER = Path.of("target", "test-media");

    @Test
    void sample_threeSeconds_hasEveryFrameAndAKeyframeEachSixty() {
        int frames = Boolean.getBoolean("cliprange.full") ? SampleSource.FRAMES : 90;

        Path sample = SampleSource.make(FOLDER, frames, percent -> {});

        assertThat(Oracle.frames(sample).orElseThrow())
                .extracting(Frame::presentationTicks)
                .containsExactlyElementsOf(
                        IntStream.range(0, frames).mapToObj(i -> i * 1001L).toList());
        Mp4Facts facts = Mp4Facts.of(sample);
        assertThat(facts.boxes()).containsSubsequence("moov", "mdat");
        assertThat(facts.tracks()).extracting(Mp4Facts.Track::sampleEntry).containsExactly("avc1", "mp4a");
        assertThat(keyframes(sample)).startsWith(0, 60).allMatch(frame -> frame % 60 == 0);
    }

    @Test
    void sample_beeps_atEachWholeSecond() {
        Path sample = SampleSource.make(FOLDER, 90, percent -> {});

        Pcm pcm = Oracle.pcm(sample, 0).orElseThrow();

        for (int second = 0; second < 3; second++) {
            assertThat(peak(pcm, second * 48_000 + 480, 3840))
                    .as("beep at " + second)
                    .isGreaterThan(0.3f);
            assertThat(peak(pcm, second * 48_000 + 9600, 36_000))
                    .as("silence after it")
                    .isLessThan(0.02f);
        }
    }

    @Test
    void sample_thatIsThere_isNotMadeAgain() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(FOLDER), "sample");
        var told = new ArrayList<Integer>();

        Path first = SampleSource.make(folder, 30, told::add);
        assertThat(told).hasSize(30).isSorted().endsWith(100);
        told.clear();
        Path second = SampleSource.make(folder, 30, told::add);

        assertThat(second).isEqualTo(first);
        assertThat(told).isEmpty();
    }

    private static float peak(Pcm pcm, int from, int samples) {
        return Pcm.peakDifference(pcm.window(from, from + samples), new float[samples * pcm.channels()]);
    }

    private static List<Integer> keyframes(Path file) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-skip_frame", "nokey", "-copyts", "-i", file.toString()));
        arguments.addAll(List.of("-map", "0:v"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-f", "framecrc", "pipe:1"));
        FfmpegRun run = FfmpegRun.of(arguments);
        return FrameListing.parse(run.orThrow().stdoutText())
                .frames()
                .map(frame -> Math.toIntExact(
                        frame.presentationTicks() * 30_000 / frame.timescale().ticksPerSecond() / 1001))
                .toList();
    }
}
