package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "mkv,matroska,870,900",
        "flv,flv,615,705",
        "avi,avi,615,705",
        "avi,avi,60,120"
    })
    void open_rangeOfASource_decodesToEveryFrameOfItInOrder(String extension, String container, int start, int end)
            throws IOException {
        FfmpegHarness harness = FfmpegHarness.real();
        Path source = extension.equals("mp4") ? TestMedia.mp4() : TestMedia.in(extension);
        FfmpegInput input = FfmpegInput.file(source.toString()).withMedia(container, List.of("aac"));

        byte[] clip = FfmpegHarness.read(
                harness.engine.open(FfmpegHarness.request(input, RATE.frameUs(start), RATE.frameUs(end))));

        Map<String, Integer> numbers = TestMedia.frameNumbers();
        List<Integer> shown = TestMedia.frames(Files.write(folder.resolve("clip.mp4"), clip)).stream()
                .map(numbers::get)
                .toList();
        assertThat(shown)
                .containsSubsequence(IntStream.range(start, end).boxed().toList());
        assertThat(shown).isSorted().doesNotHaveDuplicates();
        assertThat(shown.getFirst()).isGreaterThanOrEqualTo(start - TestMedia.GOP);
        assertThat(shown.getLast()).isLessThan(end + 6);
        harness.assertIdle();
        assertThat(harness.exits(ExitClass.OK)).isEqualTo(1);
    }
}
