package dev.cliprange.testing;

/** The size of a JPEG, from its start of frame (ITU-T T.81, B.2.2). */
public record Jpeg(int width, int height) {

    public static Jpeg of(byte[] bytes) {
        if (bytes.length < 4 || u16(bytes, 0) != 0xFFD8 || u16(bytes, bytes.length - 2) != 0xFFD9) {
            throw new IllegalArgumentException("not one whole JPEG: " + bytes.length + " bytes");
        }
        for (int at = 2; at + 9 < bytes.length; at += 2 + u16(bytes, at + 2)) {
            if (u16(bytes, at) == 0xFFC0) {
                return new Jpeg(u16(bytes, at + 7), u16(bytes, at + 5));
            }
        }
        throw new IllegalArgumentException("no baseline frame");
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
