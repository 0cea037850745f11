package dev.cliprange.source.indexing;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.UnsupportedMp4Exception;

/**
 * Divides the memory of one reading. The sum of the parts, including temporary copies, does not exceed the weight of
 * its permit.
 *
 * @param weightBytes of the permit
 */
record IndexingMemory(long weightBytes) {

    private static final long SMALLEST_HEADERS = 64L << 10;
    private static final long LARGEST_HEADERS = 192L << 20;

    /** The memory of a page in the list of pages and in the directory. */
    private static final int PAGE_BYTES = 128;

    /** Memory for the headers of the file. */
    long headerBytes() {
        return Math.clamp(weightBytes / 2, SMALLEST_HEADERS, LARGEST_HEADERS);
    }

    /** Memory for pages that have been built. */
    long pageBytes() {
        return Math.max(SMALLEST_HEADERS, weightBytes * 3 / 10);
    }

    /** Memory for the samples of a page that is not built yet. Building the page needs the same amount again. */
    long sampleBytes() {
        return Math.max(SMALLEST_HEADERS, weightBytes / 9);
    }

    Mp4Limits limits() {
        return Mp4Limits.DEFAULT.withHeaderBytes(headerBytes());
    }

    /** @throws UnsupportedMp4Exception if the pages exceed their memory */
    void checkPages(long bytes, int count) {
        if (bytes + (long) PAGE_BYTES * count > pageBytes()) {
            throw UnsupportedMp4Exception.tooLarge(
                    FourCc.of("moov"), 0, "an index of more than " + pageBytes() + " bytes", "ISO/IEC 14496-12, 8.5");
        }
    }
}
