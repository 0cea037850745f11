package dev.cliprange.packaging.text;

import java.nio.ByteBuffer;

/**
 * One sample of a text track.
 *
 * @param startUs its presentation time
 * @param endUs after the start
 * @param data its bytes from index 0 to the limit; read by absolute index only
 */
public record TextSample(long startUs, long endUs, ByteBuffer data) {

    /** @throws IllegalArgumentException if the sample has no duration */
    public TextSample {
        if (endUs <= startUs) {
            throw new IllegalArgumentException("endUs: " + endUs + " (expected: > startUs " + startUs + ")");
        }
        data = data.slice(0, data.limit()).asReadOnlyBuffer();
    }
}
