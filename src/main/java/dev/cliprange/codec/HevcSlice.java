package dev.cliprange.codec;

import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;

/**
 * Changes the picture parameter set id of a slice (ITU-T H.265, 7.3.6.1). The id has a variable length, so the whole
 * header is read and written again with a new alignment. The coded picture after it begins at a byte and does not
 * change. Reads only the headers that our encoder writes: one slice per picture, references to earlier pictures only,
 * no weighted prediction.
 */
public final class HevcSlice {

    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 23;
    private static final int IDR_W_RADL = 19;
    private static final int IDR_N_LP = 20;
    private static final int P = 1;
    private static final int I = 2;

    private final HevcSps sps;
    private final HevcPps pps;
    private final RbspReader reader;
    private final int type;
    private int idFrom;
    private int idTo;

    private HevcSlice(HevcSps sps, HevcPps pps, ByteBuffer unit) {
        this.sps = sps;
        this.pps = pps;
        this.reader = new RbspReader(unit);
        this.type = unit.get(unit.position()) >>> 1 & 0x3F;
    }

    /** @throws UnsupportedMp4Exception if the header has another form */
    public static byte[] withPps(HevcSps sps, HevcPps pps, ByteBuffer unit, int id) {
        return new HevcSlice(sps, pps, unit).rewrite(id);
    }

    private byte[] rewrite(int id) {
        readHeader();
        int end = reader.position();
        require(reader.bit() == 1, "no end of its header");
        while (reader.position() % 8 != 0) {
            require(reader.bit() == 0, "no end of its header");
        }
        require(!reader.pastEnd(), "nothing after its header");
        int data = reader.position();
        var writer = new RbspWriter();
        reader.copy(0, idFrom, writer);
        writer.ue(id);
        reader.copy(idTo, end, writer);
        writer.align();
        reader.copy(data, reader.lengthBits(), writer);
        return writer.toNal();
    }

    private void readHeader() {
        reader.skip(16);
        require(reader.flag(), "several slices in a picture");
        if (type >= FIRST_IRAP && type <= LAST_IRAP) {
            reader.skip(1);
        }
        idFrom = reader.position();
        reader.ue();
        idTo = reader.position();
        int sliceType = reader.skip(pps.extraBits()).ue();
        require(sliceType == P || sliceType == I, "a picture between two others");
        if (pps.outputFlag()) {
            reader.skip(1);
        }
        boolean temporalMvp = false;
        int references = 0;
        if (type != IDR_W_RADL && type != IDR_N_LP) {
            reader.skip(sps.pocBits());
            require(!reader.flag(), "a set of reference pictures by number");
            references = referencePictures();
            temporalMvp = sps.temporalMvp() && reader.flag();
        }
        boolean saoLuma = sps.sao() && reader.flag();
        boolean saoChroma = sps.sao() && sps.chroma() && reader.flag();
        if (sliceType == P) {
            readReferences(references, temporalMvp);
        }
        reader.skipSe();
        if (pps.chromaQp()) {
            reader.skipSe();
            reader.skipSe();
        }
        boolean deblockingDisabled = pps.deblockingDisabled();
        if (pps.deblockingOverride() && reader.flag()) {
            deblockingDisabled = reader.flag();
            if (!deblockingDisabled) {
                reader.skipSe();
                reader.skipSe();
            }
        }
        if (pps.loopFilterAcross() && (saoLuma || saoChroma || !deblockingDisabled)) {
            reader.skip(1);
        }
    }

    /** {@code st_ref_pic_set( 0 )}, 7.3.7. Returns the number of used pictures. */
    private int referencePictures() {
        int negative = reader.ue();
        int positive = reader.ue();
        require(negative >= 0 && positive >= 0 && negative + positive <= 16, "too many reference pictures");
        int used = 0;
        for (int i = 0; i < negative + positive; i++) {
            reader.ue();
            used += reader.bit();
        }
        return used;
    }

    private void readReferences(int references, boolean temporalMvp) {
        int active = pps.defaultRefs();
        if (reader.flag()) {
            active = reader.ue() + 1;
        }
        require(!pps.listsModification() || references <= 1, "lists of references in another order");
        if (pps.cabacInit()) {
            reader.skip(1);
        }
        if (temporalMvp && active > 1) {
            reader.ue();
        }
        reader.ue();
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new UnsupportedMp4Exception(
                    HevcConfiguration.TYPE,
                    0,
                    "an encoded slice has " + found,
                    "ITU-T H.265, 7.3.6.1",
                    UnsupportedMp4Exception.Remedy.NONE);
        }
    }
}
