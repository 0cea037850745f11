package dev.cliprange.codec;

import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code hvcC} (ISO/IEC 14496-15, 8.3.3.1). The array is never compared and never modified.
 *
 * @param fixed the 21 bytes before the length size: profile, level, formats
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
public record HevcConfiguration(byte[] fixed, int lengthByte, List<Units> arrays) {

    public static final int TYPE = FourCc.of("hvcC");
    public static final String SECTION = "ISO/IEC 14496-15, 8.3.3.1";
    public static final int VPS = 32;
    public static final int SPS = 33;
    public static final int PPS = 34;
    private static final int FIXED_BYTES = 21;
    private static final int CHROMA_AT = 16;
    private static final int LEVEL_AT = 12;
    private static final int PROFILE_TIER_LEVEL_BYTES = 12;
    private static final int MAX_UNITS = 255;

    /** @param header completeness and type */
    record Units(int header, List<byte[]> units) {
        int type() {
            return header & 0x3F;
        }
    }

    public static HevcConfiguration of(SampleEntry entry) {
        BoxFields fields = entry.child(TYPE).fields();
        byte[] fixed = fields.bytes(FIXED_BYTES);
        int lengthByte = fields.u8();
        var arrays = new ArrayList<Units>();
        int count = fields.u8();
        for (int i = 0; i < count; i++) {
            int header = fields.u8();
            int units = fields.u16();
            var found = new ArrayList<byte[]>();
            for (int unit = 0; unit < units; unit++) {
                found.add(fields.bytes(fields.u16()));
            }
            arrays.add(new Units(header, found));
        }
        return new HevcConfiguration(fixed, lengthByte, arrays);
    }

    public int lengthBytes() {
        return (lengthByte & 3) + 1;
    }

    /** The profile of the first sequence parameter set. Without a set, the profile in the summary of {@code hvcC}. */
    public int profile() {
        return profileTierLevel()[0] & 0x1F;
    }

    /** The level, from the same place as {@link #profile()}. */
    public int level() {
        return profileTierLevel()[11] & 0xFF;
    }

    private byte[] profileTierLevel() {
        List<byte[]> sets = sets(SPS);
        return sets.isEmpty() ? Arrays.copyOfRange(fixed, 1, 13) : profileTierLevel(sets.getFirst());
    }

    /** Returns the twelve bytes of a sequence parameter set that {@code hvcC} repeats (ITU-T H.265, 7.3.3). */
    static byte[] profileTierLevel(byte[] sps) {
        var bytes = new byte[PROFILE_TIER_LEVEL_BYTES];
        var readable = new RbspReader(ByteBuffer.wrap(sps)).skip(24);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) readable.bits(8);
        }
        return bytes;
    }

    /** Whether chroma format and both bit depths are equal. Compares the sequence parameter sets, if both have one. */
    public boolean sameSamples(HevcConfiguration other) {
        List<byte[]> ours = sets(SPS);
        List<byte[]> theirs = other.sets(SPS);
        if (!ours.isEmpty() && !theirs.isEmpty()) {
            return HevcSps.of(ours.getFirst()).sameSamples(HevcSps.of(theirs.getFirst()));
        }
        for (int i = CHROMA_AT; i < CHROMA_AT + 3; i++) {
            if ((fixed[i] & 7) != (other.fixed[i] & 7)) {
                return false;
            }
        }
        return true;
    }

    /** Returns all parameter sets of a type. */
    public List<byte[]> sets(int type) {
        return arrays.stream()
                .filter(array -> array.type() == type)
                .flatMap(array -> array.units().stream())
                .toList();
    }

    /** Returns the lowest id that no parameter set of any type uses. All types share one id here. */
    public int freeId() {
        int id = 1;
        while (id < 15 && usesId(id)) {
            id++;
        }
        return id;
    }

    /** Whether a configuration has room for a number of parameter sets of one type. */
    public static boolean hasRoom(int sets) {
        return sets <= MAX_UNITS;
    }

    /** Returns the id of a parameter set of a type. */
    public static int id(int type, byte[] unit) {
        return switch (type) {
            case VPS -> reader(unit).bits(4);
            case SPS -> HevcSps.of(unit).id();
            case PPS -> reader(unit).ue();
            default -> throw new IllegalArgumentException("type: " + type + " (expected: a parameter set)");
        };
    }

    /** Returns this configuration with the higher level of both. */
    public HevcConfiguration withLevelOf(HevcConfiguration other) {
        byte[] both = fixed.clone();
        both[LEVEL_AT] = (byte) Math.max(fixed[LEVEL_AT] & 0xFF, other.fixed[LEVEL_AT] & 0xFF);
        return new HevcConfiguration(both, lengthByte, arrays);
    }

    private boolean usesId(int id) {
        boolean vps = sets(VPS).stream().anyMatch(unit -> reader(unit).bits(4) == id);
        boolean sps = sets(SPS).stream().anyMatch(unit -> HevcSps.of(unit).id() == id);
        return vps || sps || sets(PPS).stream().anyMatch(unit -> reader(unit).ue() == id);
    }

    private static RbspReader reader(byte[] unit) {
        return new RbspReader(ByteBuffer.wrap(unit)).skip(16);
    }

    /** Returns this configuration with more parameter sets. */
    public HevcConfiguration with(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps) {
        var merged = new ArrayList<Units>();
        merged.add(merge(VPS, vps));
        merged.add(merge(SPS, sps));
        merged.add(merge(PPS, pps));
        arrays.stream()
                .filter(array -> array.type() < VPS || array.type() > PPS)
                .forEach(merged::add);
        return new HevcConfiguration(fixed, lengthByte, merged);
    }

    private Units merge(int type, List<byte[]> more) {
        int header = arrays.stream()
                .filter(array -> array.type() == type)
                .mapToInt(Units::header)
                .findFirst()
                .orElse(type);
        List<byte[]> all = Stream.concat(sets(type).stream(), more.stream()).toList();
        if (all.size() > MAX_UNITS) {
            throw new UnsupportedMp4Exception(
                    TYPE, 0, "no room for another parameter set", SECTION, UnsupportedMp4Exception.Remedy.NONE);
        }
        return new Units(header, all);
    }

    /** The whole box. */
    public byte[] toBox() {
        var writer = new BoxWriter();
        int start = writer.open(TYPE);
        writer.bytes(fixed).u8(lengthByte).u8(arrays.size());
        for (Units array : arrays) {
            writer.u8(array.header()).u16(array.units().size());
            array.units().forEach(unit -> writer.u16(unit.length).bytes(unit));
        }
        writer.close(start);
        return writer.toByteArray();
    }
}
