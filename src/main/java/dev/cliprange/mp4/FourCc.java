package dev.cliprange.mp4;

import java.nio.charset.StandardCharsets;

/** Four-character codes: box types, brands and types of sample entries. They are kept as big-endian numbers. */
public final class FourCc {

    private FourCc() {}

    /** @throws IllegalArgumentException if the text is not four Latin-1 characters */
    public static int of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length != 4) {
            throw new IllegalArgumentException("four-character code: " + text + " (expected: 4 characters)");
        }
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    }

    /** Returns the four characters. A character that is not printable ASCII becomes a full stop. */
    public static String text(int code) {
        var text = new StringBuilder(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            char c = (char) (code >>> shift & 0xFF);
            text.append(c >= ' ' && c <= '~' ? c : '.');
        }
        return text.toString();
    }
}
