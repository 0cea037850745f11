package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code avcC} (ISO/IEC 14496-15, 5.3.3.1). The arrays are never compared and never modified.
 *
 * @param lengthBytes the size of a NAL unit's length in the samples
 * @param rest the bytes after the picture parameter sets
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
public record AvcConfiguration(
        int profile, int compatibility, int level, int lengthBytes, List<byte[]> sps, List<byte[]> pps, byte[] rest) {

    public static final int TYPE = FourCc.of("avcC");
    public static final String SECTION = "ISO/IEC 14496-15, 5.3.3.1";
    private static final List<Integer> WITH_CHROMA =
            List.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
    private static final int MAX_SETS = 31;
    /** These are intra profiles if {@code constraint_set3_flag} is set. */
    private static final List<Integer> INTRA_PROFILES = List.of(110, 122, 244);

    public static AvcConfiguration of(SampleEntry entry) {
        Box box = entry.child(TYPE);
        BoxFields fields = box.fields().skip(1);
        int profile = fields.u8();
        int compatibility = fields.u8();
        int level = fields.u8();
        int lengthBytes = (fields.u8() & 3) + 1;
        List<byte[]> sps = units(fields, fields.u8() & 0x1F);
        List<byte[]> pps = units(fields, fields.u8());
        return new AvcConfiguration(
                profile, compatibility, level, lengthBytes, sps, pps, fields.bytes(fields.remaining()));
    }

    /**
     * Whether every picture of an entry is an IDR picture, because its profile allows no other (ITU-T H.264, A.2.8 to
     * A.2.11). The sequence parameter sets decide, not their summary in {@code avcC}.
     */
    public static boolean isIntraOnly(SampleEntry entry) {
        if (entry.format().codec() != VideoCodec.H264) {
            return false;
        }
        List<byte[]> sets = of(entry).sps;
        return !sets.isEmpty() && sets.stream().allMatch(AvcConfiguration::isIntraOnly);
    }

    private static boolean isIntraOnly(byte[] sps) {
        int profile = sps.length < 3 ? 0 : sps[1] & 0xFF;
        return profile == 44 || (INTRA_PROFILES.contains(profile) && (sps[2] & 0x10) != 0);
    }

    /** Whether the sequence parameter sets of a profile contain the chroma format and the bit depths (ITU-T H.264, 7.3.2.1.1). */
    public static boolean hasChromaFormat(int profile) {
        return WITH_CHROMA.contains(profile);
    }

    private static List<byte[]> units(BoxFields fields, int count) {
        var units = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            units.add(fields.bytes(fields.u16()));
        }
        return units;
    }

    /** Returns the whole box. */
    public byte[] toBox() {
        var writer = new BoxWriter();
        int start = writer.open(TYPE);
        writer.u8(1).u8(profile).u8(compatibility).u8(level).u8(0xFC | (lengthBytes - 1));
        writer.u8(0xE0 | sps.size());
        sps.forEach(unit -> writer.u16(unit.length).bytes(unit));
        writer.u8(pps.size());
        pps.forEach(unit -> writer.u16(unit.length).bytes(unit));
        writer.bytes(rest);
        writer.close(start);
        return writer.toByteArray();
    }

    /** Returns this configuration with the parameter sets of both. */
    public AvcConfiguration with(AvcConfiguration other) {
        var allSps = new ArrayList<>(sps);
        allSps.addAll(other.sps);
        var allPps = new ArrayList<>(pps);
        allPps.addAll(other.pps);
        if (allSps.size() > MAX_SETS || allPps.size() > 255) {
            throw new UnsupportedMp4Exception(
                    TYPE, 0, "no room for another parameter set", SECTION, UnsupportedMp4Exception.Remedy.NONE);
        }
        return new AvcConfiguration(profile, compatibility, level, lengthBytes, allSps, allPps, rest);
    }

    /** The profile of the first sequence parameter set. Without a set, the profile in the summary of {@code avcC}. */
    public int trueProfile() {
        return sps.isEmpty() || sps.getFirst().length < 4 ? profile : sps.getFirst()[1] & 0xFF;
    }

    /** The constraint flags, from the same place as {@link #trueProfile()}. */
    int trueCompatibility() {
        return sps.isEmpty() || sps.getFirst().length < 4 ? compatibility : sps.getFirst()[2] & 0xFF;
    }

    /** The highest level of the sequence parameter sets. Without a set, the level in the summary. */
    public int trueLevel() {
        return sps.stream()
                .filter(unit -> unit.length >= 4)
                .mapToInt(unit -> unit[3] & 0xFF)
                .max()
                .orElse(level);
    }

    public boolean usesId(int id) {
        return sps.stream().anyMatch(unit -> spsId(unit) == id) || pps.stream().anyMatch(unit -> ppsId(unit) == id);
    }

    /** The id of a sequence parameter set. */
    public static int spsId(byte[] unit) {
        return Sps.of(unit).id;
    }

    /** The id of a picture parameter set. */
    public static int ppsId(byte[] unit) {
        return new RbspReader(ByteBuffer.wrap(unit)).skip(8).ue();
    }

    /** Whether a configuration can have these sets. */
    public static boolean hasRoom(List<byte[]> sps, List<byte[]> pps) {
        return sps.size() <= MAX_SETS && pps.size() <= 255;
    }

    /** Of the first sequence parameter set. */
    public Sps format() {
        if (sps.isEmpty()) {
            throw new MalformedMp4Exception(TYPE, 0, "no sequence parameter set", SECTION);
        }
        return Sps.of(sps.getFirst());
    }

    /** The beginning of a sequence parameter set (ITU-T H.264, 7.3.2.1.1). */
    public record Sps(int id, int chromaFormat, int lumaBits, int chromaBits) {

        public static Sps of(byte[] unit) {
            var reader = new RbspReader(ByteBuffer.wrap(unit)).skip(8);
            int profile = reader.bits(8);
            int id = reader.skip(16).ue();
            if (!hasChromaFormat(profile)) {
                return new Sps(id, 1, 8, 8);
            }
            int chromaFormat = reader.ue();
            if (chromaFormat == 3) {
                reader.skip(1);
            }
            return new Sps(id, chromaFormat, reader.ue() + 8, reader.ue() + 8);
        }

        public boolean sameSamples(Sps other) {
            return chromaFormat == other.chromaFormat && lumaBits == other.lumaBits && chromaBits == other.chromaBits;
        }
    }
}
