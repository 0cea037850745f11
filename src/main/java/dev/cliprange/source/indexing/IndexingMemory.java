package dev.cliprange.source.indexing;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.UnsupportedMp4Exception;

/**
 * How the memory of one reading is divided. The sum of its parts, and of the copies that are made on the way, is no more than
 * its weight.
 *
 * @param weightBytes of the permit
 */
record IndexingMemory(long weightBytes) {

    private static final long SMALLEST_HEADERS = 64L << 10;
    private static final long LARGEST_HEADERS = 192L << 20;

    /** What a page takes in the list of pages and in the directory. */
    private static final int PAGE_BYTES = 128;

    /** Memory for the file's headers. */
    long headerBytes() {
        return Math.clamp(weightBytes / 2, SMALLEST_HEADERS, LARGEST_HEADERS);
    }

    /** Memory for the pages that are built. */
    long pageBytes() {
        return Math.max(SMALLEST_HEADERS, weightBytes * 3 / 10);
    }

    /** Memory for samples that wait for their page; a page that is made of them takes as much again. */
    long sampleBytes() {
        return Math.max(SMALLEST_HEADERS, weightBytes / 9);
    }

    Mp4Limits limits() {
        return Mp4Limits.DEFAULT.withHeaderBytes(headerBytes());
    }

    /** @throws UnsupportedMp4Exception if the pages take more than they may */
    void checkPages(long bytes, int count) {
        if (bytes + (long) PAGE_BYTES * count > pageBytes()) {
            throw UnsupportedMp4Exception.tooLarge(
                    FourCc.of("moov"), 0, "an index of more than " + pageBytes() + " bytes", "ISO/IEC 14496-12, 8.5");
        }
    }
}
