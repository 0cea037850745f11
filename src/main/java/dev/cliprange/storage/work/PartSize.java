package dev.cliprange.storage.work;

/**
 * The size of the parts in which a large object is uploaded to S3. Limits: Amazon S3 User Guide, multipart upload
 * limits.
 */
final class PartSize {

    static final int SMALLEST_BYTES = 16 * 1_024 * 1_024;

    private static final int MOST_PARTS = 10_000;
    private static final long LARGEST_OBJECT_BYTES = 5L << 40;

    private PartSize() {}

    /**
     * The size of every part but the last: as small as possible, so that little memory is used, but at least 16 MiB.
     *
     * @throws IllegalArgumentException if no object may be so long
     */
    static int of(long lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > LARGEST_OBJECT_BYTES) {
            throw new IllegalArgumentException(
                    "lengthBytes: " + lengthBytes + " (expected: 0 to " + LARGEST_OBJECT_BYTES + ")");
        }
        return Math.toIntExact(Math.max(SMALLEST_BYTES, Math.ceilDiv(lengthBytes, MOST_PARTS)));
    }
}
