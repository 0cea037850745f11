package dev.cliprange.codec.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.testing.MediaMatrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a sync sample that are changed after a splice point. Types of units: ITU-T H.265, table 7-1. */
class SpliceLookTest {

    private static final int LENGTH_BYTES = 4;
    private static final int TRAIL_R = 1;
    private static final int BLA_W_LP = 16;
    private static final int IDR_W_RADL = 19;
    private static final int IDR_N_LP = 20;
    private static final int CRA = 21;
    private static final int DELIMITER = 35;
    private static final int MESSAGE = 39;

    private static final int FIRST_SLICE = 0x80;
    private static final int NO_OUTPUT = 0x40;

    @Test
    void of_anotherCodec_isEmpty() {
        assertThat(SpliceLook.of(entry("avc-open-gop"), 1000)).isEmpty();
    }

    @Test
    void changes_ofACraPicture_makeItABlaPicture() {
        byte[] sample = sample(
                unit(DELIMITER, 0x50, 3),
                unit(MESSAGE, 0x05, 40),
                unit(CRA, FIRST_SLICE | NO_OUTPUT | 0x2A, 30),
                unit(CRA, 0x15, 30));

        assertThat(changed(sample))
                .isEqualTo(sample(
                        unit(DELIMITER, 0x50, 3),
                        unit(MESSAGE, 0x05, 40),
                        unit(BLA_W_LP, FIRST_SLICE | 0x2A, 30),
                        unit(BLA_W_LP, 0x15, 30)));
    }

    @Test
    void changes_ofOtherPictures_onlyClearTheFlag() {
        byte[] idr = sample(unit(IDR_W_RADL, FIRST_SLICE | 0x2A, 30));
        byte[] dropping = sample(unit(IDR_N_LP, FIRST_SLICE | NO_OUTPUT | 0x2A, 30));
        byte[] trailing = sample(unit(TRAIL_R, FIRST_SLICE | NO_OUTPUT, 30));

        assertThat(looked(idr).changes()).isEmpty();
        assertThat(changed(dropping)).isEqualTo(sample(unit(IDR_N_LP, FIRST_SLICE | 0x2A, 30)));
        assertThat(looked(trailing).changes()).isEmpty();
    }

    /** The bytes between the headers are neither read nor kept. */
    @Test
    void changes_ofLargeSlices_coverTheirHeaders() {
        byte[] sample = sample(
                unit(CRA, FIRST_SLICE, 100_000), unit(CRA, 0x11, 2_000), unit(CRA, 0x12, 9_000), unit(CRA, 0x13, 3));

        SpliceLook look = looked(sample);

        assertThat(look.changes()).hasSize(3);
        assertThat(look.changes().stream()
                        .mapToInt(change -> change.bytes().remaining())
                        .sum())
                .isLessThan(3_000);
        assertThat(changed(sample))
                .isEqualTo(sample(
                        unit(BLA_W_LP, FIRST_SLICE, 100_000),
                        unit(BLA_W_LP, 0x11, 2_000),
                        unit(BLA_W_LP, 0x12, 9_000),
                        unit(BLA_W_LP, 0x13, 3)));
    }

    /** All slices of a picture have the same type. */
    @Test
    void changes_ofMoreSlicesThanAreExamined_areNone() {
        byte[][] slices = new byte[400][];
        Arrays.fill(slices, unit(CRA, 0x11, 5_000));

        assertThat(looked(sample(slices)).changes()).isEmpty();
    }

    /** The bytes between small slices are kept in memory. */
    @Test
    void changes_ofMoreSmallSlicesThanAreKept_areNone() {
        byte[][] few = new byte[50][];
        Arrays.fill(few, unit(CRA, 0x11, 1_000));
        byte[][] many = new byte[100][];
        Arrays.fill(many, unit(CRA, 0x11, 1_000));

        assertThat(looked(sample(few)).changes()).isNotEmpty();
        assertThat(looked(sample(many)).changes()).isEmpty();
    }

    @Test
    void look_atDamagedLengths_ends() {
        byte[] tooLong = sample(unit(CRA, FIRST_SLICE, 50));
        tooLong[0] = (byte) 0xFF;
        byte[] empty = new byte[10_000];

        assertThat(looked(tooLong).needsBytes()).isFalse();
        assertThat(looked(empty).needsBytes()).isFalse();
        assertThat(looked(new byte[0]).needsBytes()).isFalse();
        assertThat(looked(new byte[] {0, 0, 0, 2, CRA << 1}).changes()).isEmpty();
    }

    private static byte[] changed(byte[] sample) {
        byte[] changed = sample.clone();
        for (SpliceLook.Change change : looked(sample).changes()) {
            byte[] bytes = NalUnits.bytes(change.bytes());
            System.arraycopy(bytes, 0, changed, change.atBytes(), bytes.length);
        }
        return changed;
    }

    private static SpliceLook looked(byte[] sample) {
        SpliceLook look = SpliceLook.of(entry("hevc-hvc1"), sample.length).orElseThrow();
        while (look.needsBytes()) {
            look.look(Arrays.copyOfRange(sample, look.atBytes(), look.atBytes() + look.wantedBytes()));
        }
        return look;
    }

    private static byte[] sample(byte[]... units) {
        return NalUnits.join(List.of(units), LENGTH_BYTES);
    }

    /** @param third the byte after the header of the unit */
    private static byte[] unit(int type, int third, int sizeBytes) {
        byte[] unit = new byte[sizeBytes];
        Arrays.fill(unit, (byte) 0x5A);
        unit[0] = (byte) (type << 1);
        unit[1] = 1;
        unit[2] = (byte) third;
        return unit;
    }

    private static SampleEntry entry(String name) {
        return SourceFile.index(MediaMatrix.entry(name).file(), 60_000_000)
                .directory()
                .tracks()
                .getFirst()
                .entries()
                .getFirst();
    }
}
