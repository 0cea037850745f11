package dev.cliprange.ffmpeg.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class LadderCommandTest {

    private static final List<Quality> QUALITIES =
            List.of(new Quality(720, 2_800_000, 5_600_000), new Quality(480, 1_200_000, 2_400_000));

    @Test
    void keyframes_atEqualDistances_takeOneTerm() {
        assertThat(LadderCommand.keyframes(List.of(0))).isEqualTo("eq(n,0)");
        assertThat(LadderCommand.keyframes(List.of(0, 50))).isEqualTo("eq(n,0)+eq(n,50)");
        assertThat(LadderCommand.keyframes(List.of(0, 50, 100, 150, 170, 220)))
                .isEqualTo("between(n,0,150)*not(mod(n-0,50))+eq(n,170)+eq(n,220)");
        assertThat(LadderCommand.keyframes(List.of(0, 7, 57, 107, 157)))
                .isEqualTo("eq(n,0)+between(n,7,157)*not(mod(n-7,50))");
    }

    /** An argument of a process has at most 128 kB. */
    @Test
    void keyframes_ofALongPage_takeFewBytes() {
        List<Integer> frames = IntStream.range(0, 20_000).mapToObj(i -> i * 50).toList();

        assertThat(LadderCommand.keyframes(frames)).hasSizeLessThan(100);
    }

    @Test
    void command_hasAnOutputForEachQuality() {
        List<String> command = command(Transfer.STANDARD, 0);

        assertThat(values(command, "-map")).containsExactly("[v0]", "[v1]");
        assertThat(values(command, "-maxrate:v:0")).containsExactly("2800000");
        assertThat(values(command, "-bufsize:v:1")).containsExactly("2400000");
        assertThat(values(command, "-filter_complex"))
                .singleElement()
                .asString()
                .startsWith("[0:V:0]select=between(pts\\,3\\,9),yadif=")
                .contains("split=2[s0][s1];[s0]scale=", ";[s1]scale=")
                .endsWith("format=yuv420p[v1]")
                .doesNotContain("zscale", "transpose");
    }

    /** FFmpeg's options for them differ from release to release. */
    @Test
    void command_hasNoOptionForTimestamps() {
        assertThat(command(Transfer.STANDARD, 0)).doesNotContain("-vsync", "-fps_mode", "-enc_time_base", "-r");
    }

    @Test
    void command_forRotatedOrHdrPictures_turnsAndMapsThem() {
        assertThat(graph(Transfer.STANDARD, 90)).contains("format=yuv420p,transpose=clock[v0]");
        assertThat(graph(Transfer.STANDARD, 270)).contains("transpose=cclock");
        assertThat(graph(Transfer.STANDARD, 180)).contains("hflip,vflip");
        assertThat(graph(Transfer.PQ, 0))
                .contains(":color_trc=smpte2084:", "zscale=t=linear", "tonemap=tonemap=hable", ",split=2");
        assertThat(graph(Transfer.HLG, 0)).contains(":color_trc=arib-std-b67:");
    }

    @Test
    void transfer_isThatOfTheCodePoint() {
        assertThat(Transfer.of(16)).isEqualTo(Transfer.PQ);
        assertThat(Transfer.of(18)).isEqualTo(Transfer.HLG);
        assertThat(IntStream.of(1, 2, 6, 13, 14).mapToObj(Transfer::of)).containsOnly(Transfer.STANDARD);
    }

    @Test
    void request_withoutAFirstKeyframe_isRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> request(Transfer.STANDARD, 0, List.of(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> request(Transfer.STANDARD, 0, List.of()));
    }

    @Test
    void memory_isSharedWithTheEncoders() {
        var properties = FfmpegHarness.settings(Path.of("ffmpeg"));

        long few = LadderMemory.mostPixels(properties, QUALITIES);
        long more = LadderMemory.mostPixels(properties, List.of(new Quality(1080, 1, 1)));
        long none = LadderMemory.mostPixels(properties, List.of(new Quality(8_640, 1, 1)));

        assertThat(few).isGreaterThan(1920L * 1080);
        assertThat(more).isLessThan(few);
        assertThat(none).isZero();
    }

    private static String graph(Transfer transfer, int rotation) {
        return values(command(transfer, rotation), "-filter_complex").getFirst();
    }

    private static List<String> command(Transfer transfer, int rotation) {
        return LadderCommand.of(
                FfmpegHarness.settings(Path.of("ffmpeg")),
                request(transfer, rotation, List.of(0, 50)),
                Duration.ofMinutes(1));
    }

    private static LadderRequest request(Transfer transfer, int rotation, List<Integer> keyframes) {
        return new LadderRequest("test", Flux.empty(), 3, 9, transfer, rotation, QUALITIES, keyframes, us -> {});
    }

    private static List<String> values(List<String> command, String option) {
        var values = new ArrayList<String>();
        for (int i = 0; i + 1 < command.size(); i++) {
            if (command.get(i).equals(option)) {
                values.add(command.get(i + 1));
            }
        }
        return values;
    }
}
