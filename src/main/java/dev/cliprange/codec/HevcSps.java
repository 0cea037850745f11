package dev.cliprange.codec;

import java.nio.ByteBuffer;

/**
 * The fields of a sequence parameter set that are needed to read slice headers (ITU-T H.265, 7.3.2.2.1).
 *
 * @param idFrom the first bit of its id, counted from the start of the NAL unit
 * @param idTo the bit after its id
 * @param chromaFormat {@code chroma_format_idc}: 0 for monochrome, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
 * @param pocBits the length of a picture order count in a slice header
 * @param readable whether {@link HevcSlice} can read slice headers that refer to this set
 */
public record HevcSps(
        int id,
        int idFrom,
        int idTo,
        int chromaFormat,
        int lumaBits,
        int chromaBits,
        int pocBits,
        boolean sao,
        boolean temporalMvp,
        boolean readable) {

    /** Whether the chroma planes are coded together with luma. */
    boolean chroma() {
        return chromaFormat != 0;
    }

    boolean sameSamples(HevcSps other) {
        return chromaFormat == other.chromaFormat && lumaBits == other.lumaBits && chromaBits == other.chromaBits;
    }

    public static HevcSps of(byte[] unit) {
        var reader = new RbspReader(ByteBuffer.wrap(unit)).skip(16 + 4);
        int subLayers = reader.bits(3);
        reader.skip(1);
        reader.skipProfileTierLevel(subLayers);
        int idFrom = reader.position();
        int id = reader.ue();
        int idTo = reader.position();
        int chromaFormat = reader.ue();
        boolean separate = chromaFormat == 3 && reader.flag();
        reader.ue();
        reader.ue();
        if (reader.flag()) {
            for (int i = 0; i < 4; i++) {
                reader.ue();
            }
        }
        int lumaBits = reader.ue() + 8;
        int chromaBits = reader.ue() + 8;
        int pocBits = reader.ue() + 4;
        int first = reader.flag() ? 0 : subLayers;
        for (int i = first; i <= subLayers; i++) {
            reader.ue();
            reader.ue();
            reader.ue();
        }
        for (int i = 0; i < 6; i++) {
            reader.ue();
        }
        boolean scalingLists = reader.flag();
        boolean ownScalingLists = scalingLists && reader.flag();
        boolean readable = !separate && !ownScalingLists;
        boolean sao = reader.skip(1).flag();
        if (reader.flag()) {
            reader.skip(8);
            reader.ue();
            reader.ue();
            reader.skip(1);
        }
        readable &= reader.ue() == 0;
        boolean longTerm = reader.flag();
        boolean temporalMvp = reader.flag();
        return new HevcSps(
                id, idFrom, idTo, chromaFormat, lumaBits, chromaBits, pocBits, sao, temporalMvp, readable && !longTerm);
    }
}
