package dev.cliprange.timeline;

/**
 * A range of bytes of a file or an object: {@code [offsetBytes, offsetBytes + lengthBytes)}. It is never empty.
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

    /**
     * The rest of the span after its first bytes.
     *
     * @param skippedBytes at least 0 and less than the length
     * @throws IllegalArgumentException if nothing would be left
     */
    public ByteSpan skip(long skippedBytes) {
        return new ByteSpan(offsetBytes + skippedBytes, lengthBytes - skippedBytes);
    }
}
