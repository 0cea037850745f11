package dev.cliprange.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import org.junit.jupiter.api.Test;

class SampleEntryTest {

    /** Apple's players take no {@code hev1}, whatever is in it. */
    @Test
    void hev1_withAllParameterSetsInItself_becomesHvc1() {
        byte[] source = hevc("hev1", 32, 33, 34);

        SampleEntry entry = SampleEntry.parse(source, TrackKind.VIDEO);

        assertThat(entry.format().codecString()).isEqualTo("hvc1.1.6.L93.B0");
        assertThat(entry.toByteArray()).isEqualTo(hevc("hvc1", 32, 33, 34));
    }

    @Test
    void hev1_withParameterSetsInItsSamples_staysHev1() {
        byte[] source = hevc("hev1", 32, 33);

        SampleEntry entry = SampleEntry.parse(source, TrackKind.VIDEO);

        assertThat(entry.format().codecString()).isEqualTo("hev1.1.6.L93.B0");
        assertThat(entry.toByteArray()).isEqualTo(source);
    }

    /** A stream begins anywhere, and the pre-skip is the time before the first packet of the source. */
    @Test
    void opus_withoutPreSkip_isOtherwiseTheSame() {
        assertThat(SampleEntry.parse(opus(312), TrackKind.AUDIO)
                        .withoutPreSkip()
                        .toByteArray())
                .isEqualTo(opus(0));
        assertThat(SampleEntry.parse(hevc("hvc1", 32, 33, 34), TrackKind.VIDEO)
                        .withoutPreSkip()
                        .toByteArray())
                .isEqualTo(hevc("hvc1", 32, 33, 34));
    }

    /** Encapsulation of Opus in ISO Base Media File Format, 4.3. */
    private static byte[] opus(int preSkip) {
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of("Opus"));
        writer.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(48_000L << 16);
        int rate = writer.open(FourCc.of("btrt"));
        writer.zeros(12);
        writer.close(rate);
        int configuration = writer.open(FourCc.of("dOps"));
        writer.u8(0).u8(2).u16(preSkip).u32(48_000).u16(0).u8(0);
        writer.close(configuration);
        writer.close(entry);
        return writer.toByteArray();
    }

    /** ISO/IEC 14496-15, 8.3.3.1.2; one empty unit of each type. */
    private static byte[] hevc(String type, int... unitTypes) {
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of(type));
        writer.zeros(6).u16(1).zeros(16).u16(160).u16(120).zeros(50);
        int configuration = writer.open(FourCc.of("hvcC"));
        writer.u8(1).u8(1).u32(0x6000_0000).u8(0xB0).zeros(5).u8(93).zeros(9).u8(unitTypes.length);
        for (int unitType : unitTypes) {
            writer.u8(0x80 | unitType).u16(1).u16(2).u16(unitType << 9);
        }
        writer.close(configuration);
        writer.close(entry);
        return writer.toByteArray();
    }
}
