package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import java.nio.ByteBuffer;

/** The fields of a {@code tkhd} except times and id (ISO/IEC 14496-12, 8.3.2). A clip copies them from its source. */
public final class TrackHeader {

    /** Layer, alternate group, volume, matrix, width and height, with the reserved fields between them. */
    public static final int TAIL_BYTES = 60;

    private static final int MATRIX_AT = 16;
    private static final int ENABLED = 1;

    private final int flags;
    private final byte[] tail;

    /** @throws IllegalArgumentException if the tail is not {@link #TAIL_BYTES} long */
    public TrackHeader(int flags, byte[] tail) {
        if (tail.length != TAIL_BYTES) {
            throw new IllegalArgumentException("tail: " + tail.length + " bytes (expected: " + TAIL_BYTES + ")");
        }
        this.flags = flags;
        this.tail = tail.clone();
    }

    static TrackHeader parse(Box tkhd) {
        BoxFields fields = tkhd.fields();
        boolean wide = fields.u8() == 1;
        int flags = fields.u8() << 16 | fields.u16();
        return new TrackHeader(flags, fields.skip(wide ? 32 : 20).bytes(TAIL_BYTES));
    }

    /** 24 bits. */
    public int flags() {
        return flags;
    }

    public boolean enabled() {
        return (flags & ENABLED) != 0;
    }

    /** Returns a copy of the bytes after the duration. */
    public byte[] tail() {
        return tail.clone();
    }

    /** The clockwise rotation of the picture: 0, 90, 180 or 270 degrees; 0 for any other matrix. */
    public int rotationDegrees() {
        ByteBuffer matrix = ByteBuffer.wrap(tail, MATRIX_AT, 36).slice();
        int a = Integer.signum(matrix.getInt(0));
        int b = Integer.signum(matrix.getInt(4));
        int c = Integer.signum(matrix.getInt(12));
        int d = Integer.signum(matrix.getInt(16));
        if (a == 0 && d == 0 && b == -c && b != 0) {
            return b > 0 ? 90 : 270;
        }
        return a < 0 && d < 0 && b == 0 && c == 0 ? 180 : 0;
    }
}
