package dev.cliprange.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the fields of a NAL unit, including its header, without the emulation prevention bytes (ITU-T H.264, 7.3.1;
 * H.265, 7.3.1.1). All bits after the end are 0.
 */
public final class RbspReader {

    private final byte[] bytes;
    private int position;

    /** @param nal from position to limit; not kept, not moved */
    public RbspReader(ByteBuffer nal) {
        this.bytes = unescape(nal);
    }

    private static byte[] unescape(ByteBuffer nal) {
        var plain = new byte[nal.remaining()];
        int length = 0;
        int zeros = 0;
        for (int i = nal.position(); i < nal.limit(); i++) {
            byte octet = nal.get(i);
            if (zeros >= 2 && octet == 3) {
                zeros = 0;
                continue;
            }
            plain[length++] = octet;
            zeros = octet == 0 ? zeros + 1 : 0;
        }
        return Arrays.copyOf(plain, length);
    }

    int bit() {
        int octet = position / 8 < bytes.length ? bytes[position / 8] : 0;
        return (octet >>> (7 - position++ % 8)) & 1;
    }

    public boolean flag() {
        return bit() == 1;
    }

    /** @param count at most 32 */
    public int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    public RbspReader skip(int count) {
        position += count;
        return this;
    }

    /** Reads an unsigned Exp-Golomb code (H.264, 9.1). Returns 0xFFFF_FFFF if there is no valid code. */
    public int ue() {
        int zeros = 0;
        while (zeros < 32 && position < 8 * bytes.length && bit() == 0) {
            zeros++;
        }
        return zeros == 32 ? -1 : (1 << zeros) - 1 + bits(zeros);
    }

    /** Skips Exp-Golomb codes, signed or unsigned. */
    public RbspReader skipCodes(int count) {
        for (int i = 0; i < count; i++) {
            ue();
        }
        return this;
    }

    /** Reads a signed Exp-Golomb code (H.264, 9.1.1). */
    public int se() {
        int code = ue();
        return (code & 1) == 0 ? -(code >>> 1) : (code >>> 1) + 1;
    }

    /**
     * Skips {@code profile_tier_level} with a general profile (H.265, 7.3.3).
     *
     * @param subLayers at most 7
     */
    void skipProfileTierLevel(int subLayers) {
        skip(96);
        var profiles = new boolean[subLayers];
        var levels = new boolean[subLayers];
        for (int i = 0; i < subLayers; i++) {
            profiles[i] = flag();
            levels[i] = flag();
        }
        if (subLayers > 0) {
            skip(2 * (8 - subLayers));
        }
        for (int i = 0; i < subLayers; i++) {
            skip((profiles[i] ? 88 : 0) + (levels[i] ? 8 : 0));
        }
    }

    /** Skips a signed Exp-Golomb code. */
    void skipSe() {
        ue();
    }

    /** The position of the next bit, counted from the first bit of the NAL unit header. */
    public int position() {
        return position;
    }

    public boolean pastEnd() {
        return position > 8 * bytes.length;
    }

    /** Returns the bits {@code [from, to)}, one per element. */
    public RbspReader copy(int from, int to, RbspWriter writer) {
        int back = position;
        position = from;
        while (position < to) {
            writer.bit(bit());
        }
        position = back;
        return this;
    }

    /** The position of the stop bit: the last bit that is 1. */
    public int stopBit() {
        int last = 8 * bytes.length - 1;
        while (last > 0 && ((bytes[last / 8] >>> (7 - last % 8)) & 1) == 0) {
            last--;
        }
        return last;
    }

    public int lengthBits() {
        return 8 * bytes.length;
    }
}
