package dev.cliprange.codec.colour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.RbspWriter;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.testing.FfmpegRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours of files that FFmpeg's encoders made, with and without a {@code colr} box. */
class VideoColourTest {

    private static final VideoColour HLG = new VideoColour(9, 18, 9);
    private static final String HLG_OPTIONS = "-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-c:v libx264 -pix_fmt yuv420p",
        "-c:v libx264 -profile:v baseline -pix_fmt yuv420p",
        "-c:v libx264 -pix_fmt yuv420p -x264-params cqm=jvt:interlaced=1:sar=40\\:33",
        "-c:v libx264 -pix_fmt yuv444p -x264-params cqm4iy=6\\,13\\,13\\,20\\,20\\,20\\,28\\,28\\,28\\,28\\,32\\,32\\,32\\,37\\,37\\,42",
        "-c:v libx264 -pix_fmt yuv420p10le -x264-params sar=900\\:899:overscan=show",
        "-c:v libx265 -pix_fmt yuv420p10le -x265-params log-level=none",
        "-c:v libx265 -pix_fmt yuv422p -x265-params log-level=none:scaling-list=default:temporal-layers=1:bframes=4",
        "-c:v libaom-av1 -cpu-used 8 -pix_fmt yuv420p10le",
        "-c:v libaom-av1 -cpu-used 8 -pix_fmt yuv444p -still-picture 1",
        "-c:v libvpx-vp9 -cpu-used 8 -pix_fmt yuv420p",
    })
    void hlg_withAndWithoutColr_isRead(String encoder) throws IOException {
        byte[] file = encode(encoder + " " + HLG_OPTIONS);

        assertThat(VideoColour.of(entry(file))).isEqualTo(HLG);
        assertThat(VideoColour.of(entry(withoutColr(file)))).isEqualTo(HLG);
    }

    @ParameterizedTest
    @CsvSource({"-c:v libx264", "-c:v libx265 -x265-params log-level=none", "-c:v libaom-av1 -cpu-used 8"})
    void noColours_areUnspecified(String encoder) throws IOException {
        byte[] file = encode(encoder + " -pix_fmt yuv420p");

        assertThat(VideoColour.of(entry(withoutColr(file)))).isEqualTo(VideoColour.UNSPECIFIED);
    }

    /** Encoders in cameras write reference picture sets and long-term pictures into the set, libx265 does not. */
    @Test
    void hevcSetWithReferencePictureSets_isReadToItsColours() {
        assertThat(SequenceColour.ofHevc(hevcSet())).contains(new VideoColour(9, 16, 9));
    }

    /** Each beginning of a set: no exception, and no colours that are not there. */
    @Test
    void setThatEndsEarly_hasNoColours() {
        byte[] whole = hevcSet();
        for (int length = 3; length < whole.length - 4; length++) {
            assertThat(SequenceColour.ofHevc(Arrays.copyOf(whole, length))).isEmpty();
            assertThat(SequenceColour.ofAvc(Arrays.copyOf(whole, length))).isEmpty();
        }
    }

    /**
     * By the syntax of H.265, 7.3.2.2.1, with scaling lists, two long-term pictures and three short-term sets, of which two
     * are predicted from the one before.
     */
    private static byte[] hevcSet() {
        var bits = new RbspWriter();
        bits.bits(0x4201, 16);
        bits.bits(0, 4);
        bits.bits(0, 3);
        bits.bits(1, 1);
        for (int i = 0; i < 11; i++) {
            // The profile's bytes. Their values do not matter here.
            bits.bits(0x55, 8);
        }
        bits.bits(93, 8);
        codes(bits, 0, 1, 1920, 1080);
        bits.bits(0, 1);
        codes(bits, 2, 2, 4);
        bits.bits(1, 1);
        codes(bits, 4, 2, 0);
        codes(bits, 0, 3, 0, 3, 0, 0);
        bits.bits(3, 2);
        scalingLists(bits);
        bits.bits(3, 2);
        bits.bits(0, 1);
        codes(bits, 3);
        codes(bits, 2, 1);
        for (int picture = 0; picture < 3; picture++) {
            codes(bits, picture);
            bits.bits(1, 1);
        }
        // Predicted from the first: its three pictures and one more, of which one is not kept.
        bits.bits(1, 1);
        bits.bits(0, 1);
        codes(bits, 0);
        bits.bits(0b1_01_00_1, 6);
        // Predicted from the second, which has three pictures.
        bits.bits(1, 1);
        bits.bits(1, 1);
        codes(bits, 1);
        bits.bits(0b1111, 4);
        bits.bits(1, 1);
        codes(bits, 2);
        bits.bits(0x1FF, 9);
        bits.bits(0x101, 9);
        bits.bits(3, 2);
        bits.bits(1, 1);
        bits.bits(0, 2);
        bits.bits(1, 1);
        bits.bits(5, 3);
        bits.bits(0, 1);
        bits.bits(1, 1);
        bits.bits(0x09_10_09, 24);
        bits.bits(0x7FFFFFFF, 32);
        return bits.align().toNal();
    }

    /** By H.265, 7.3.4: the last list of each size is coded, and the others are predicted. */
    private static void scalingLists(RbspWriter bits) {
        for (int size = 0; size < 4; size++) {
            int lists = size == 3 ? 2 : 6;
            for (int list = 1; list < lists; list++) {
                bits.bits(0, 1);
                codes(bits, 0);
            }
            bits.bits(1, 1);
            int coefficients = size == 0 ? 16 : 64;
            // From the third size on, there is one value more before the coefficients.
            codes(bits, new int[coefficients + (size > 1 ? 1 : 0)]);
        }
    }

    private static void codes(RbspWriter bits, int... values) {
        for (int value : values) {
            bits.ue(value);
        }
    }

    private byte[] encode(String options) throws IOException {
        Path file = folder.resolve("colours.mp4");
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-frames:v", "2"));
        arguments.addAll(List.of(options.split(" ")));
        arguments.addAll(List.of("-y", file.toString()));
        FfmpegRun run = FfmpegRun.of(arguments);
        assertThat(run.exitCode()).as("%s", run.log()).isZero();
        return Files.readAllBytes(file);
    }

    private static byte[] withoutColr(byte[] file) {
        byte[] changed = file.clone();
        int at = find(changed, "colr");
        if (at >= 0) {
            System.arraycopy("free".getBytes(StandardCharsets.US_ASCII), 0, changed, at, 4);
        }
        assertThat(find(changed, "colr")).isNegative();
        return changed;
    }

    private static SampleEntry entry(byte[] file) {
        int at = find(file, "stsd") + 12;
        int length = ByteBuffer.wrap(file).getInt(at);
        return SampleEntry.parse(Arrays.copyOfRange(file, at, at + length), TrackKind.VIDEO);
    }

    private static int find(byte[] file, String type) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(type);
    }
}
