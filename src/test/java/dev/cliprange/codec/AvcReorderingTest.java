package dev.cliprange.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequence parameter sets of x264. */
class AvcReorderingTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "6742c028da01e0089f97011000000300100000030320f1832a, baseline without B-frames, false",
        "674d4028eca03c0113f2e022000003000200000300641e30632c, two B-frames, true",
        "674d4028eca03c0113f2e02d404080900000030010000003032602001e840007a12930c01e30632c, with colours and a buffer, true",
        "674d4015da050c7c9808800000030080000019078b1750, fields without B-frames, false",
        "6764000cacd941419f9f011000000300100000030320f1429960, High with B-frames, true",
        "67640015acb202863e4c0440000003004000000c83c58b92, High and fields without B-frames, false"
    })
    void parameterSet_saysWhetherPicturesAreReordered(String sps, String what, boolean expected) {
        assertThat(AvcReordering.isPossible(HexFormat.of().parseHex(sps)))
                .as(what)
                .isEqualTo(expected);
    }

    /** The second list ends early, and others are absent. */
    @ParameterizedTest
    @CsvSource({"0, false", "2, true"})
    void scalingLists_areSkipped(int reordered, boolean expected) {
        var writer = new RbspWriter();
        write(writer, "01100111 01100100 00000000 00001100");
        // Id, 4:2:0, 8 and 8 bits, no bypass, a matrix: a list of 16 equal values, a list that ends at once.
        write(writer, "1 010 1 1 0 1");
        write(writer, "1" + "1".repeat(16));
        // The difference -8 leads to the value 0.
        write(writer, "1 000010001");
        write(writer, "000000");
        // Frame numbers, order type 0 and its bits, one reference frame, 1 x 1 macroblocks, frames only, no cropping.
        write(writer, "1 1 1 010 0 1 1 1 1 0");
        // Usability: only the restriction, with its four sizes.
        write(writer, "1 0 0 0 0 0 0 0 0 1 1 1 1 1 1" + (reordered == 0 ? "1" : "011") + "011 1");
        assertThat(AvcReordering.isPossible(writer.align().toNal())).isEqualTo(expected);
    }

    @Test
    void parameterSetWithoutRestriction_mayReorder() {
        var writer = new RbspWriter();
        write(writer, "01100111 01001101 00000000 00001100 1 1 1 1 010 0 1 1 1 1 0 0 1");
        assertThat(AvcReordering.isPossible(writer.align().toNal())).isTrue();
    }

    private static void write(RbspWriter writer, String bits) {
        bits.chars().filter(bit -> bit != ' ').forEach(bit -> writer.bit(bit - '0'));
    }
}
