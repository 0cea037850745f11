package dev.cliprange.codec;

import java.io.ByteArrayOutputStream;

/** Writes the fields of a NAL unit, including its header. Adds the emulation prevention bytes at the end. */
public final class RbspWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int octet;
    private int filled;

    RbspWriter bit(int bit) {
        octet = octet << 1 | bit;
        if (++filled == 8) {
            bytes.write(octet);
            octet = 0;
            filled = 0;
        }
        return this;
    }

    public RbspWriter bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bit(value >>> i & 1);
        }
        return this;
    }

    /** Writes an unsigned Exp-Golomb code (H.264, 9.1). */
    public RbspWriter ue(int value) {
        int length = 32 - Integer.numberOfLeadingZeros(value + 1);
        return bits(0, length - 1).bits(value + 1, length);
    }

    /** Writes a 1 bit and zeros up to the next byte, as at the end of a payload or of a slice header. */
    public RbspWriter align() {
        bit(1);
        while (filled > 0) {
            bit(0);
        }
        return this;
    }

    /** @throws IllegalStateException in the middle of a byte */
    public byte[] toNal() {
        if (filled > 0) {
            throw new IllegalStateException("filled: " + filled + " bits (expected: 0)");
        }
        var escaped = new ByteArrayOutputStream(bytes.size() + 16);
        int zeros = 0;
        for (byte next : bytes.toByteArray()) {
            if (zeros >= 2 && (next & 0xFC) == 0) {
                escaped.write(3);
                zeros = 0;
            }
            escaped.write(next);
            zeros = next == 0 ? zeros + 1 : 0;
        }
        return escaped.toByteArray();
    }
}
