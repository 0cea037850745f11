package dev.cliprange.mp4;

import java.nio.ByteBuffer;

/** Reads the fields of a box in order. A missing field makes the box malformed. */
public final class BoxFields {

    private final Box box;
    private int index;

    BoxFields(Box box, int index) {
        this.box = box;
        this.index = index;
    }

    public int u8() {
        return box.payload().get(take(1)) & 0xFF;
    }

    public int u16() {
        return box.payload().getShort(take(2)) & 0xFFFF;
    }

    public int i16() {
        return box.payload().getShort(take(2));
    }

    public long u32() {
        return box.payload().getInt(take(4)) & 0xFFFF_FFFFL;
    }

    public int i32() {
        return box.payload().getInt(take(4));
    }

    public long i64() {
        return box.payload().getLong(take(8));
    }

    public BoxFields skip(int bytes) {
        take(bytes);
        return this;
    }

    public byte[] bytes(int count) {
        var copy = new byte[count];
        box.payload().get(take(count), copy);
        return copy;
    }

    public int index() {
        return index;
    }

    public int remaining() {
        return box.payload().limit() - index;
    }

    /**
     * Returns the next entries without copying them.
     *
     * @param count is checked against the remaining bytes before it is used
     */
    public ByteBuffer entries(long count, int bytesEach) {
        if (count > remaining() / bytesEach) {
            throw box.malformed(count + " entries of " + bytesEach + " bytes do not fit into the box", Box.SECTION);
        }
        int length = (int) count * bytesEach;
        return box.payload().slice(take(length), length);
    }

    private int take(int bytes) {
        if (bytes < 0 || bytes > remaining()) {
            throw box.malformed("it ends before its fields do", Box.SECTION);
        }
        int at = index;
        index += bytes;
        return at;
    }
}
