package dev.cliprange.codec.colour;

import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcSps;
import dev.cliprange.codec.RbspReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the colours of sequence parameter sets, which come after nearly all of their other fields. */
final class SequenceColour {

    private static final int SAMPLE_ASPECT_EXTENDED = 255;
    /** The largest counts that the standards allow. A larger one means that the set is damaged. */
    private static final int MAX_SHORT_TERM_SETS = 64;

    private static final int MAX_PICTURES = 16;
    private static final int MAX_LONG_TERM_PICTURES = 32;
    private static final int MAX_POC_CYCLE = 255;

    private SequenceColour() {}

    /** ITU-T H.264, 7.3.2.1.1. */
    static Optional<VideoColour> ofAvc(byte[] unit) {
        var reader = new RbspReader(ByteBuffer.wrap(unit)).skip(8);
        int profile = reader.bits(8);
        reader.skip(16).ue();
        if (AvcConfiguration.hasChromaFormat(profile)) {
            int chromaFormat = reader.ue();
            if (chromaFormat == 3) {
                reader.skip(1);
            }
            reader.ue();
            reader.ue();
            reader.skip(1);
            if (reader.flag()) {
                skipAvcScalingLists(reader, chromaFormat == 3 ? 12 : 8);
            }
        }
        reader.ue();
        int pocType = reader.ue();
        if (pocType == 0) {
            reader.ue();
        } else if (pocType == 1) {
            reader.skip(1);
            reader.ue();
            reader.ue();
            int cycle = reader.ue();
            if (cycle < 0 || cycle > MAX_POC_CYCLE) {
                return Optional.empty();
            }
            reader.skipCodes(cycle);
        }
        reader.ue();
        reader.skip(1);
        reader.ue();
        reader.ue();
        boolean framesOnly = reader.flag();
        reader.skip(framesOnly ? 1 : 2);
        if (reader.flag()) {
            reader.skipCodes(4);
        }
        return ofVui(reader);
    }

    /** ITU-T H.264, 7.3.2.1.1.1. */
    private static void skipAvcScalingLists(RbspReader reader, int lists) {
        for (int list = 0; list < lists; list++) {
            if (!reader.flag()) {
                continue;
            }
            int last = 8;
            int next = 8;
            for (int i = 0; i < (list < 6 ? 16 : 64); i++) {
                if (next != 0) {
                    next = last + reader.se() & 0xFF;
                }
                last = next == 0 ? last : next;
            }
        }
    }

    /** ITU-T H.265, 7.3.2.2.1. */
    static Optional<VideoColour> ofHevc(byte[] unit) {
        var reader = new RbspReader(ByteBuffer.wrap(unit));
        int pocBits = HevcSps.Start.read(reader).pocBits();
        boolean scalingLists = reader.flag();
        if (scalingLists && reader.flag()) {
            skipHevcScalingLists(reader);
        }
        reader.skip(2);
        if (reader.flag()) {
            reader.skip(8);
            reader.skipCodes(2);
            reader.skip(1);
        }
        if (!skipShortTermSets(reader)) {
            return Optional.empty();
        }
        if (reader.flag()) {
            int pictures = reader.ue();
            if (pictures < 0 || pictures > MAX_LONG_TERM_PICTURES) {
                return Optional.empty();
            }
            reader.skip(pictures * (pocBits + 1));
        }
        reader.skip(2);
        return ofVui(reader);
    }

    /** ITU-T H.265, 7.3.4. */
    private static void skipHevcScalingLists(RbspReader reader) {
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
                boolean coded = reader.flag();
                reader.skipCodes(coded ? Math.min(64, 16 << (2 * size)) + (size > 1 ? 1 : 0) : 1);
            }
        }
    }

    /** ITU-T H.265, 7.3.7. Returns whether the sets could be read. */
    private static boolean skipShortTermSets(RbspReader reader) {
        int sets = reader.ue();
        if (sets < 0 || sets > MAX_SHORT_TERM_SETS) {
            return false;
        }
        int pictures = 0;
        for (int set = 0; set < sets; set++) {
            if (set > 0 && reader.flag()) {
                reader.skip(1).ue();
                int kept = 0;
                for (int i = 0; i <= pictures; i++) {
                    boolean used = reader.flag();
                    kept += used || reader.flag() ? 1 : 0;
                }
                pictures = kept;
            } else {
                int before = reader.ue();
                int after = reader.ue();
                if (before < 0 || before > MAX_PICTURES || after < 0 || after > MAX_PICTURES) {
                    return false;
                }
                pictures = before + after;
                for (int i = 0; i < pictures; i++) {
                    reader.ue();
                    reader.skip(1);
                }
            }
        }
        return true;
    }

    /** The beginning of the VUI, which is the same in H.264 (E.1.1) and H.265 (E.2.1), with the flag before it. */
    private static Optional<VideoColour> ofVui(RbspReader reader) {
        if (!reader.flag()) {
            return Optional.empty();
        }
        if (reader.flag() && reader.bits(8) == SAMPLE_ASPECT_EXTENDED) {
            reader.skip(32);
        }
        if (reader.flag()) {
            reader.skip(1);
        }
        if (!reader.flag()) {
            return Optional.empty();
        }
        if (!reader.skip(4).flag()) {
            return Optional.empty();
        }
        var colour = new VideoColour(reader.bits(8), reader.bits(8), reader.bits(8));
        return reader.pastEnd() ? Optional.empty() : Optional.of(colour);
    }
}
