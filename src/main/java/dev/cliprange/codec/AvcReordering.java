package dev.cliprange.codec;

import java.nio.ByteBuffer;

/** Finds out whether pictures of H.264 may be shown in another order than they are decoded in. */
public final class AvcReordering {

    private static final int EXTENDED_ASPECT = 255;
    /** No sequence parameter set has more reference frames in a cycle. */
    private static final int MOST_IN_CYCLE = 255;

    private AvcReordering() {}

    /**
     * Whether a sequence parameter set of the entry allows it. Encoders that do not say so are taken to reorder.
     *
     * @param entry of any codec; false for one that is not H.264
     */
    public static boolean isPossible(SampleEntry entry) {
        return entry.format().codec() == VideoCodec.H264
                && !AvcConfiguration.isIntraOnly(entry)
                && AvcConfiguration.of(entry).sps().stream().anyMatch(AvcReordering::isPossible);
    }

    /** ITU-T H.264, 7.3.2.1.1: pictures of {@code pic_order_cnt_type} 2 are shown in the order of decoding. */
    static boolean isPossible(byte[] sps) {
        var reader = new RbspReader(ByteBuffer.wrap(sps)).skip(8);
        int profile = reader.bits(8);
        reader.skip(16).skipCodes(1);
        if (AvcConfiguration.hasChromaFormat(profile)) {
            skipFormat(reader);
        }
        reader.skipCodes(1);
        int orderType = reader.ue();
        if (orderType == 2) {
            return false;
        }
        if (orderType == 0) {
            reader.skipCodes(1);
        } else {
            reader.skip(1).skipCodes(2);
            reader.skipCodes(Math.clamp(reader.ue(), 0, MOST_IN_CYCLE));
        }
        // Reference frames, gaps, width and height.
        reader.skipCodes(1).skip(1).skipCodes(2);
        if (!reader.flag()) {
            reader.skip(1);
        }
        reader.skip(1);
        if (reader.flag()) {
            reader.skipCodes(4);
        }
        return !reader.flag() || isPossibleByUsability(reader);
    }

    private static void skipFormat(RbspReader reader) {
        int chromaFormat = reader.ue();
        if (chromaFormat == 3) {
            reader.skip(1);
        }
        reader.skipCodes(2).skip(1);
        if (reader.flag()) {
            for (int list = 0; list < (chromaFormat == 3 ? 12 : 8); list++) {
                if (reader.flag()) {
                    skipScalingList(reader, list < 6 ? 16 : 64);
                }
            }
        }
    }

    /** ITU-T H.264, 7.3.2.1.1.1. */
    private static void skipScalingList(RbspReader reader, int size) {
        int last = 8;
        for (int i = 0; i < size; i++) {
            int next = last + reader.se() & 0xFF;
            if (next == 0) {
                return;
            }
            last = next;
        }
    }

    /** ITU-T H.264, E.1.1: {@code max_num_reorder_frames} is near the end. */
    private static boolean isPossibleByUsability(RbspReader reader) {
        if (reader.flag() && reader.bits(8) == EXTENDED_ASPECT) {
            reader.skip(32);
        }
        if (reader.flag()) {
            reader.skip(1);
        }
        if (reader.flag()) {
            reader.skip(4);
            if (reader.flag()) {
                reader.skip(24);
            }
        }
        if (reader.flag()) {
            reader.skipCodes(2);
        }
        if (reader.flag()) {
            reader.skip(65);
        }
        boolean nal = skipBuffering(reader);
        boolean vcl = skipBuffering(reader);
        reader.skip(nal || vcl ? 2 : 1);
        if (!reader.flag()) {
            return true;
        }
        return reader.skip(1).skipCodes(4).ue() != 0;
    }

    /** ITU-T H.264, E.1.2. Returns whether the parameters are there. */
    private static boolean skipBuffering(RbspReader reader) {
        if (!reader.flag()) {
            return false;
        }
        int buffers = Math.clamp(reader.ue(), 0, 31) + 1;
        reader.skip(8);
        for (int i = 0; i < buffers; i++) {
            reader.skipCodes(2).skip(1);
        }
        reader.skip(20);
        return true;
    }
}
