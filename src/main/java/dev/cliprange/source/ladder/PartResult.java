package dev.cliprange.source.ladder;

import dev.cliprange.slice.rendition.EncodedPage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The result of a part, in the form of the database.
 *
 * @param key of the object in the work storage; empty if no frame begins in the page
 */
record PartResult(String key, EncodedPage page) {

    byte[] encode() {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        byte[] encoded = page.encode();
        return ByteBuffer.allocate(Short.BYTES + name.length + encoded.length)
                .putShort((short) name.length)
                .put(name)
                .put(encoded)
                .array();
    }

    /** @throws IllegalArgumentException if {@link #encode} has not returned the bytes */
    static PartResult decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            var name = new byte[buffer.getShort()];
            buffer.get(name);
            var encoded = new byte[buffer.remaining()];
            buffer.get(encoded);
            return new PartResult(new String(name, StandardCharsets.US_ASCII), EncodedPage.decode(encoded));
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("part: " + bytes.length + " bytes (expected: more)", e);
        }
    }
}
