package dev.cliprange.codec;

/** Reads bits from the most significant on. Bits after the end are 0. */
public final class Bits {

    private final byte[] bytes;
    private int position;

    /** @param bytes not copied, not modified */
    public Bits(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param count at most 32 */
    public int take(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, position++) {
            int octet = position / 8 < bytes.length ? bytes[position / 8] : 0;
            value = (value << 1) | ((octet >>> (7 - position % 8)) & 1);
        }
        return value;
    }

    public boolean flag() {
        return take(1) == 1;
    }

    public Bits skip(int count) {
        position += count;
        return this;
    }

    public int remaining() {
        return Math.max(8 * bytes.length - position, 0);
    }
}
