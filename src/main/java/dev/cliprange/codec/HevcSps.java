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

    /**
     * The fields of a set before {@code scaling_list_enabled_flag}.
     *
     * @param separatePlanes whether the planes of 4:4:4 are coded as three pictures
     */
    public record Start(
            int id,
            int idFrom,
            int idTo,
            int chromaFormat,
            boolean separatePlanes,
            int lumaBits,
            int chromaBits,
            int pocBits) {

        /** @param reader at the start of the NAL unit; after the call, at {@code scaling_list_enabled_flag} */
        public static Start read(RbspReader reader) {
            int subLayers = reader.skip(16 + 4).bits(3);
            reader.skip(1);
            reader.skipProfileTierLevel(subLayers);
            int idFrom = reader.position();
            int id = reader.ue();
            int idTo = reader.position();
            int chromaFormat = reader.ue();
            boolean separatePlanes = chromaFormat == 3 && reader.flag();
            reader.skipCodes(2);
            if (reader.flag()) {
                reader.skipCodes(4);
            }
            int lumaBits = reader.ue() + 8;
            int chromaBits = reader.ue() + 8;
            int pocBits = reader.ue() + 4;
            reader.skipCodes(3 * (reader.flag() ? subLayers + 1 : 1));
            reader.skipCodes(6);
            return new Start(id, idFrom, idTo, chromaFormat, separatePlanes, lumaBits, chromaBits, pocBits);
        }
    }

    public static HevcSps of(byte[] unit) {
        var reader = new RbspReader(ByteBuffer.wrap(unit));
        Start start = Start.read(reader);
        boolean scalingLists = reader.flag();
        boolean ownScalingLists = scalingLists && reader.flag();
        boolean sao = reader.skip(1).flag();
        if (reader.flag()) {
            reader.skip(8).skipCodes(2).skip(1);
        }
        boolean shortTerm = reader.ue() != 0;
        boolean longTerm = reader.flag();
        boolean temporalMvp = reader.flag();
        return new HevcSps(
                start.id(),
                start.idFrom(),
                start.idTo(),
                start.chromaFormat(),
                start.lumaBits(),
                start.chromaBits(),
                start.pocBits(),
                sao,
                temporalMvp,
                !start.separatePlanes() && !ownScalingLists && !shortTerm && !longTerm);
    }
}
