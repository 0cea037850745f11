package dev.cliprange.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names by RFC 6381. The expected names are examples of the standards, or were computed by hand from the given bytes. */
class CodecStringTest {

    /** RFC 6381, 3.3: High profile, no constraints, level 4.0. */
    @ParameterizedTest
    @ValueSource(strings = {"avc1", "avc3"})
    void avc_configurationAndNoSet_namesTheConfiguration(String type) {
        assertThat(video(type, "avcC", "01 64 00 28 FF E0 00")).isEqualTo(type + ".640028");
    }

    /** The summary in avcC says Baseline, the sequence parameter set says High. A decoder follows the set. */
    @Test
    void avc_setDiffersFromItsSummary_namesTheSet() {
        assertThat(video("avc1", "avcC", "01 42 C0 1E FF E1 0004 67 64 0C 33 00"))
                .isEqualTo("avc1.640C33");
    }

    /** The first two are examples of ISO/IEC 14496-15, E.3. */
    @ParameterizedTest
    @CsvSource({
        "hev1, 01 01 40000000 B00000000000 5D, hev1.1.2.L93.B0",
        "hev1, 01 64 82000000 B02300000000 78, hev1.A4.41.H120.B0.23",
        // Progressive, not packed, frames only, then three bytes of constraints of the range extensions
        "hvc1, 01 04 08000000 B01400000800 99, hvc1.4.10.L153.B0.14.0.0.8",
        // Profile space A, high tier, no constraints
        "hvc1, 01 61 80000000 000000000000 78, hvc1.A1.1.H120",
        "hvc1, 01 E2 00000001 900000000001 1E, hvc1.C2.80000000.H30.90.0.0.0.0.1"
    })
    void hevc_profileTierLevel_isWrittenByAnnexE(String type, String record, String name) {
        assertThat(video(type, "hvcC", record + "F000FCFDF8F800000F00")).isEqualTo(name);
    }

    /** Dolby Vision Streams within the ISO Base Media File Format: profile 5, level 6, in the bits 7 and 6. */
    @Test
    void dolbyVision_entryOfItsOwn_namesItsConfiguration() {
        String hevc = "01 02 20000000 900000000000 5D";

        assertThat(video("dvh1", "hvcC", hevc, "dvcC", "01 00 0A 35 10")).isEqualTo("dvh1.05.06");
        assertThat(video("hvc1", "hvcC", hevc, "dvvC", "01 00 10 35 10")).isEqualTo("hvc1.2.4.L93.90");
        assertThat(video("dvhe", "hvcC", hevc)).isEqualTo("dvhe.2.4.L93.90");
    }

    @ParameterizedTest
    @CsvSource({
        // Main profile, level 3.0, 8 bits, 4:2:0
        "81 04 0C, , av01.0.04M.08",
        // The example of the AV1 binding, section 5: 10 bits, BT.2020 with PQ
        "81 04 4E, 6E636C78 0009 0010 0009 00, av01.0.04M.10.0.112.09.16.09.0",
        "81 04 0C, 6E636C78 0001 0001 0001 00, av01.0.04M.08",
        "81 04 0C, 6E636C78 0002 0002 0002 00, av01.0.04M.08",
        // Full range
        "81 04 0C, 6E636C78 0001 0001 0001 80, av01.0.04M.08.0.110.01.01.01.1",
        // An ICC profile names no colours
        "81 04 0C, 70726F66 0009 0010 0009 00, av01.0.04M.08",
        // High profile 4:4:4, high tier, level 5.1
        "81 2D C0, , av01.1.13H.10.0.000.01.01.01.0",
        // Professional profile, 12 bits, 4:2:2
        "81 48 68, , av01.2.08M.12.0.100.01.01.01.0",
        "81 04 1C, , av01.0.04M.08.1.110.01.01.01.0",
        // The colours are in the sequence header only: BT.2020 with PQ, 10 bits
        "81 00 4C 00 0A0E0000 00043CFF BCDAF950 91009040, , av01.0.00M.10.0.110.09.16.09.0",
        // `colr` takes precedence
        "81 00 4C 00 0A0E0000 00043CFF BCDAF950 91009040, 6E636C78 0001 0001 0001 00, av01.0.00M.10",
        // A sequence header that is cut off has no colours
        "81 00 4C 00 0A0E0000 00043CFF, , av01.0.00M.10"
    })
    void av1_configurationAndColours_areNamedByItsBinding(String configuration, String colours, String name) {
        assertThat(
                        colours == null
                                ? video("av01", "av1C", configuration + " 00")
                                : video("av01", "av1C", configuration + " 00", "colr", colours))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "vp09, 01000000 00 1F 82 01 01 01 0000, vp09.00.31.08",
        // The example of the VP binding: profile 2, level 1, 10 bits, 4:2:0 (1), BT.2020 with PQ, full range
        "vp09, 01000000 02 0A A3 09 10 09 0000, vp09.02.10.10.01.09.16.09.01",
        "vp09, 01000000 01 1E 86 02 02 02 0000, vp09.01.30.08.03.02.02.02.00",
        "vp08, 01000000 00 00 82 02 02 02 0000, vp08.00.10.08",
        // Version 0 has other fields after the depth
        "vp09, 00000000 00 14 88 1F 00 00 0000, vp09.00.20.08"
    })
    void vp_configuration_isNamedByItsBinding(String type, String configuration, String name) {
        assertThat(video(type, "vpcC", configuration)).isEqualTo(name);
    }

    /** The entry is 160 pixels wide and 120 high. */
    @Test
    void vp9_undefinedLevel_isTheLowestForThePicture() {
        assertThat(video("vp09", "vpcC", "01000000 00 00 82 01 01 01 0000")).isEqualTo("vp09.00.10.08");
    }

    /**
     * ISO/IEC 14496-15, 11.2.4.2: layer set 0, one sub-layer, then one byte of constraints (frames only), profile 1,
     * level 3.1. The standard writes 0x80 as {@code QA}.
     */
    @ParameterizedTest
    @CsvSource({
        "FF 000000 01 02 33 80 00 0000 0000 0000, vvc1.1.L51.CQA",
        "FF 000000 01 03 53 00 00 0000 0000 0000, vvc1.1.H83",
        "FF 000000 03 82 33 C0 12 00 00 0000 0000 0000, vvc1.65.L51.CYAJA",
        // Without profile, tier and level
        "FE 0000 0000 0000 0000 0000, vvc1"
    })
    void vvc_configuration_isWrittenByAnnexE(String record, String name) {
        assertThat(video("vvc1", "vvcC", "00000000" + record)).isEqualTo(name);
    }

    @Test
    void vvc_noConfiguration_isItsType() {
        assertThat(video("vvc1", "free", "00")).isEqualTo("vvc1");
        assertThat(video("vvc1", "vvcC", "00000000 FF")).isEqualTo("vvc1");
    }

    /** The first is an example of RFC 6381, 3.3. */
    @ParameterizedTest
    @CsvSource({
        "20, 000001B009, mp4v.20.9",
        "20, 000001B0F3000001B5, mp4v.20.243",
        "20, 00000100, mp4v.20",
        "61, , mp4v.61",
        "6A, , mp4v.6A",
        "6C, , mp4v.6C"
    })
    void mpegVideo_objectType_isWrittenInHexadecimal(String objectType, String specific, String name) {
        assertThat(video("mp4v", "esds", esds(objectType, specific == null ? "" : specific)))
                .isEqualTo(name);
    }

    @Test
    void mpegVideo_malformedOrNoDescriptor_isItsType() {
        assertThat(video("mp4v", "esds", "00000000 04")).isEqualTo("mp4v");
        assertThat(video("mp4v", "free", "00")).isEqualTo("mp4v");
    }

    /** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), bit for bit. */
    @ParameterizedTest
    @CsvSource({
        // 00010 0011 0010 0 0 0: AAC LC, 48 kHz, stereo
        "40, 1190, mp4a.40.2",
        // 00101 0110 0010 0011 00010 0 0 0: SBR first, 24 kHz, then 48 kHz and AAC LC
        "40, 2B11 8800, mp4a.40.5",
        // 11101 0110 0001 0011 00010 000: parametric stereo
        "40, EB09 8800, mp4a.40.29",
        // AAC LC at 24 kHz, then 0x2B7, 00101, 1, 0011: SBR after it, which older decoders ignore
        "40, 1310 56E5 98, mp4a.40.5",
        // the same, then 0x548 and 1
        "40, 1308 56E5 9D48 80, mp4a.40.29",
        // 0x2B7 with sbrPresentFlag 0
        "40, 1310 56E5 00, mp4a.40.2",
        // 11111 001010: xHE-AAC is 42
        "40, F946 8800, mp4a.40.42",
        "40, , mp4a.40",
        "67, , mp4a.67",
        "69, , mp4a.69",
        "6B, , mp4a.6B",
        "A9, , mp4a.A9"
    })
    void mpegAudio_objectTypes_areHexadecimalAndDecimal(String objectType, String specific, String name) {
        assertThat(audio("mp4a", "esds", esds(objectType, specific == null ? "" : specific)))
                .isEqualTo(name);
    }

    /** Case matters: these are the registered types of sample entries. */
    @ParameterizedTest
    @ValueSource(strings = {"Opus", "fLaC", "ac-3", "ec-3", "alac"})
    void otherAudio_isItsType(String type) {
        assertThat(audio(type, "free", "00")).isEqualTo(type);
    }

    @Test
    void pcm_isItsTypeWithoutSpaces() {
        assertThat(audio("ipcm", "pcmC", "00000000 01 10")).isEqualTo("ipcm");
        assertThat(audio("sowt", "free", "00")).isEqualTo("sowt");
        assertThat(audio("raw ", "free", "00")).isEqualTo("raw");
    }

    private static String esds(String objectType, String specific) {
        byte[] bytes = hex(specific);
        String described = bytes.length == 0 ? "" : "05" + HexFormat.of().toHexDigits((byte) bytes.length) + specific;
        return "00000000 03 20 0000 00 04 18" + objectType + "15 000000 00000000 00000000" + described + "060102";
    }

    private static String video(String type, String... boxes) {
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of(type));
        writer.zeros(6).u16(1).zeros(16).u16(160).u16(120).zeros(50);
        return name(writer, entry, TrackKind.VIDEO, boxes);
    }

    private static String audio(String type, String... boxes) {
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of(type));
        writer.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(48_000L << 16);
        return name(writer, entry, TrackKind.AUDIO, boxes);
    }

    /** @param boxes each type, then its bytes in hexadecimal */
    private static String name(BoxWriter writer, int entry, TrackKind kind, String... boxes) {
        for (int i = 0; i < boxes.length; i += 2) {
            int box = writer.open(FourCc.of(boxes[i]));
            writer.bytes(hex(boxes[i + 1]));
            writer.close(box);
        }
        writer.close(entry);
        SampleEntry read = SampleEntry.parse(writer.toByteArray(), kind);
        assertThat(StandardCharsets.US_ASCII
                        .newEncoder()
                        .canEncode(read.format().codecString()))
                .isTrue();
        return read.format().codecString();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
