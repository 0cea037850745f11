package dev.cliprange.mp4;

import java.util.Arrays;

/** Writes boxes into one growing array. Each {@link #open} needs a {@link #close}. */
public final class BoxWriter {

    private byte[] bytes = new byte[8192];
    private int length;

    /** Begins a box. The returned value is passed to {@link #close}. */
    public int open(int type) {
        int start = length;
        u32(0);
        u32(type);
        return start;
    }

    /** Begins a box with version and flags (ISO/IEC 14496-12, 4.2). */
    public int open(int type, int version, int flags) {
        int start = open(type);
        u32((long) version << 24 | flags);
        return start;
    }

    /** Ends the box that began at {@code start} and writes its size. */
    public void close(int start) {
        setU32(start, length - start);
    }

    public BoxWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public BoxWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    /** Writes the low 32 bits, so signed values are allowed. */
    public BoxWriter u32(long value) {
        room(4);
        length += 4;
        setU32(length - 4, value);
        return this;
    }

    public BoxWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public BoxWriter bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    public BoxWriter zeros(int count) {
        room(count);
        length += count;
        return this;
    }

    /** Returns the position of the next byte. */
    public int length() {
        return length;
    }

    /** Overwrites four bytes written before. */
    public void setU32(int at, long value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Overwrites eight bytes written before. */
    public void setU64(int at, long value) {
        setU32(at, value >>> 32);
        setU32(at + 4, value);
    }

    /** Returns a copy of all bytes written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }
}
