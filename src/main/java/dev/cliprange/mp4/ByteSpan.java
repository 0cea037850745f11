package dev.cliprange.mp4;

/**
 * Bytes of a file: {@code [offsetBytes, offsetBytes + lengthBytes)}.
 *
 * @param offsetBytes at least 0
 * @param lengthBytes at least 1
 */
public record ByteSpan(long offsetBytes, long lengthBytes) {

    /** @throws IllegalArgumentException if the offset is negative, the length not positive, or the end beyond a long */
    public ByteSpan {
        if (offsetBytes < 0 || lengthBytes < 1 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
            throw new IllegalArgumentException("span: " + offsetBytes + "+" + lengthBytes + " (expected: >= 0, >= 1)");
        }
    }

    /** The offset of the first byte after the span. */
    public long endBytes() {
        return offsetBytes + lengthBytes;
    }
}
