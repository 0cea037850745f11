package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import java.util.Arrays;
import java.util.Optional;

/**
 * The colours in an AV1 sequence header (AV1 Bitstream and Decoding Process Specification, 5.5), as code points of ITU-T
 * H.273.
 *
 * @param primaries 2 if they are not specified; likewise the next two
 * @param fullRange whether samples use their full range
 */
public record Av1SequenceHeader(int primaries, int transfer, int matrix, boolean fullRange) {

    private static final int OBU_SEQUENCE_HEADER = 1;
    private static final int HIGHEST_LEVEL_WITHOUT_TIER = 7;
    private static final int SELECT = 2;
    private static final int MAX_SIZE_BYTES = 4;
    private static final int CONFIGURATION_BYTES = 4;
    private static final int UNSPECIFIED = 2;
    private static final int BT709 = 1;
    private static final int SRGB = 13;

    /** Returns the header in {@code av1C} (AV1 Codec ISO Media File Format Binding, 2.3). */
    public static Optional<Av1SequenceHeader> of(Box av1C) {
        if (av1C.payload().limit() <= CONFIGURATION_BYTES) {
            return Optional.empty();
        }
        BoxFields fields = av1C.fields().skip(CONFIGURATION_BYTES);
        return find(fields.bytes(fields.remaining()));
    }

    /** @param obus open bitstream units, each with its size; units after the sequence header are not read */
    private static Optional<Av1SequenceHeader> find(byte[] obus) {
        int at = 0;
        while (at < obus.length) {
            int type = obus[at] >>> 3 & 0xF;
            boolean extension = (obus[at] & 4) != 0;
            boolean sized = (obus[at] & 2) != 0;
            at += extension ? 2 : 1;
            int size = 0;
            boolean more = sized;
            for (int i = 0; i < MAX_SIZE_BYTES && more && at < obus.length; i++) {
                int octet = obus[at++];
                size |= (octet & 0x7F) << (7 * i);
                more = octet < 0;
            }
            if (!sized) {
                size = obus.length - at;
            }
            if (size > obus.length - at) {
                return Optional.empty();
            }
            if (type == OBU_SEQUENCE_HEADER) {
                return header(new Bits(Arrays.copyOfRange(obus, at, at + size)));
            }
            at += size;
        }
        return Optional.empty();
    }

    private static Optional<Av1SequenceHeader> header(Bits bits) {
        int profile = bits.take(3);
        boolean reduced = bits.skip(1).flag();
        if (reduced) {
            bits.skip(5);
        } else {
            skipOperatingPoints(bits);
        }
        int widthBits = bits.take(4) + 1;
        int heightBits = bits.take(4) + 1;
        bits.skip(widthBits + heightBits);
        if (!reduced && bits.flag()) {
            bits.skip(7);
        }
        bits.skip(3);
        if (!reduced) {
            skipTools(bits);
        }
        bits.skip(3);
        boolean highDepth = bits.flag();
        if (profile == 2 && highDepth) {
            bits.skip(1);
        }
        boolean monochrome = profile != 1 && bits.flag();
        boolean described = bits.flag();
        if (bits.remaining() < (described ? 25 : 1)) {
            return Optional.empty();
        }
        int primaries = described ? bits.take(8) : UNSPECIFIED;
        int transfer = described ? bits.take(8) : UNSPECIFIED;
        int matrix = described ? bits.take(8) : UNSPECIFIED;
        // RGB has no field for its range, which is the full one.
        boolean rgb = !monochrome && primaries == BT709 && transfer == SRGB && matrix == 0;
        return Optional.of(new Av1SequenceHeader(primaries, transfer, matrix, rgb || bits.flag()));
    }

    private static void skipOperatingPoints(Bits bits) {
        boolean decoderModel = false;
        int delayBits = 0;
        if (bits.flag()) {
            if (bits.skip(64).flag()) {
                skipVariableLength(bits);
            }
            decoderModel = bits.flag();
            if (decoderModel) {
                delayBits = bits.take(5) + 1;
                bits.skip(42);
            }
        }
        boolean displayDelay = bits.flag();
        int points = bits.take(5) + 1;
        for (int i = 0; i < points; i++) {
            bits.skip(12);
            if (bits.take(5) > HIGHEST_LEVEL_WITHOUT_TIER) {
                bits.skip(1);
            }
            if (decoderModel && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (displayDelay && bits.flag()) {
                bits.skip(4);
            }
        }
    }

    private static void skipTools(Bits bits) {
        boolean orderHint = bits.skip(4).flag();
        if (orderHint) {
            bits.skip(2);
        }
        int screenContent = bits.flag() ? SELECT : bits.take(1);
        if (screenContent > 0 && !bits.flag()) {
            bits.skip(1);
        }
        if (orderHint) {
            bits.skip(3);
        }
    }

    /** {@code uvlc} (section 4.10.3). */
    private static void skipVariableLength(Bits bits) {
        int zeros = 0;
        while (bits.remaining() > 0 && !bits.flag()) {
            zeros++;
        }
        if (zeros < 32) {
            bits.skip(zeros);
        }
    }
}
