package dev.cliprange.packaging.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds samples of text tracks byte by byte. */
final class TextSamples {

    private TextSamples() {}

    static TextSample sample(long startUs, long endUs, byte[] data) {
        return new TextSample(startUs, endUs, ByteBuffer.wrap(data));
    }

    /** A sample of {@code tx3g}: the length of the text, the text, boxes. */
    static byte[] tx3g(byte[] text, byte[]... boxes) {
        byte[] length = {(byte) (text.length >> 8), (byte) text.length};
        return join(join(length, text), join(boxes));
    }

    static byte[] tx3g(String text, byte[]... boxes) {
        return tx3g(text.getBytes(StandardCharsets.UTF_8), boxes);
    }

    /** One style record: first and last character, and the face (1 bold, 2 italic, 4 underline). */
    static byte[] style(int start, int end, int face) {
        return ByteBuffer.allocate(12)
                .putShort((short) start)
                .putShort((short) end)
                .putShort((short) 1)
                .put((byte) face)
                .put((byte) 18)
                .putInt(-1)
                .array();
    }

    static byte[] styl(byte[]... styles) {
        return box("styl", join(new byte[] {0, (byte) styles.length}, join(styles)));
    }

    static byte[] box(String type, byte[]... contents) {
        byte[] content = join(contents);
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
    }

    static byte[] box(String type, String content) {
        return box(type, content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
