package dev.cliprange.ingest.upload;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * How a file is cut into parts: all have the same size, except the last one. Some storages reject anything else.
 *
 * @param sizeBytes of the file, greater than 0
 * @param partSizeBytes of each part but the last
 */
record UploadPlan(long sizeBytes, long partSizeBytes) {

    /** Amazon S3 User Guide, multipart upload limits. */
    static final int MOST_PARTS = 10_000;

    private static final long MEBIBYTE = 1L << 20;

    UploadPlan {
        if (sizeBytes <= 0 || partSizeBytes <= 0 || Math.ceilDiv(sizeBytes, partSizeBytes) > MOST_PARTS) {
            throw new IllegalArgumentException("sizeBytes, partSizeBytes: " + sizeBytes + ", " + partSizeBytes
                    + " (expected: > 0, and at most " + MOST_PARTS + " parts)");
        }
    }

    /** Plans the parts of a new upload: at least the smallest size, whole mebibytes, and not too many. */
    static UploadPlan of(long sizeBytes, long smallestPartBytes) {
        if (sizeBytes < 2 * smallestPartBytes) {
            return new UploadPlan(sizeBytes, sizeBytes);
        }
        long least = Math.ceilDiv(Math.ceilDiv(sizeBytes, MOST_PARTS), MEBIBYTE) * MEBIBYTE;
        return new UploadPlan(sizeBytes, Math.max(smallestPartBytes, least));
    }

    int partCount() {
        return Math.toIntExact(Math.ceilDiv(sizeBytes, partSizeBytes));
    }

    /** Returns whether there is a part with this number and size. */
    boolean fits(int number, long partBytes) {
        return isPart(number) && partBytes == Math.min(partSizeBytes, sizeBytes - (number - 1) * partSizeBytes);
    }

    boolean isPart(int number) {
        return number >= 1 && number <= partCount();
    }

    /** Returns the numbers of the parts that are not in a collection, in order. */
    List<Integer> without(Collection<Integer> numbers) {
        var there = new BitSet(partCount() + 1);
        numbers.stream().filter(this::isPart).forEach(there::set);
        var missing = new ArrayList<Integer>();
        for (int number = there.nextClearBit(1); number <= partCount(); number = there.nextClearBit(number + 1)) {
            missing.add(number);
        }
        return List.copyOf(missing);
    }
}
