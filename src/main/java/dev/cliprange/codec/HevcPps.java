package dev.cliprange.codec;

import java.nio.ByteBuffer;

/**
 * The fields of a picture parameter set that are needed to read slice headers (ITU-T H.265, 7.3.2.3.1).
 *
 * @param idsTo the bit after its own id and the id of its sequence parameter set
 * @param defaultRefs the active references of list 0 if the slice has no number of its own
 * @param readable whether {@link HevcSlice} can read slice headers that refer to this set
 */
public record HevcPps(
        int idsTo,
        boolean outputFlag,
        int extraBits,
        boolean cabacInit,
        int defaultRefs,
        boolean chromaQp,
        boolean loopFilterAcross,
        boolean deblockingOverride,
        boolean deblockingDisabled,
        boolean listsModification,
        boolean readable) {

    public static HevcPps of(byte[] unit) {
        var reader = new RbspReader(ByteBuffer.wrap(unit)).skip(16);
        reader.ue();
        reader.ue();
        int idsTo = reader.position();
        boolean dependent = reader.flag();
        boolean outputFlag = reader.flag();
        int extraBits = reader.bits(3);
        boolean cabacInit = reader.skip(1).flag();
        int defaultRefs = reader.ue() + 1;
        reader.ue();
        reader.skipSe();
        reader.skip(2);
        if (reader.flag()) {
            reader.ue();
        }
        reader.skipSe();
        reader.skipSe();
        boolean chromaQp = reader.flag();
        boolean weighted = reader.flag();
        weighted |= reader.flag();
        boolean tiles = reader.skip(1).flag();
        boolean wavefront = reader.flag();
        boolean loopFilterAcross = reader.flag();
        boolean override = false;
        boolean disabled = false;
        if (reader.flag()) {
            override = reader.flag();
            disabled = reader.flag();
            if (!disabled) {
                reader.skipSe();
                reader.skipSe();
            }
        }
        boolean scalingLists = reader.flag();
        boolean listsModification = reader.flag();
        reader.ue();
        boolean extension = reader.flag();
        boolean readable = !dependent && !weighted && !tiles && !wavefront && !scalingLists && !extension;
        return new HevcPps(
                idsTo,
                outputFlag,
                extraBits,
                cabacInit,
                defaultRefs,
                chromaQp,
                loopFilterAcross,
                override,
                disabled,
                listsModification,
                readable);
    }
}
