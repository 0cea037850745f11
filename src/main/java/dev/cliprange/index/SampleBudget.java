package dev.cliprange.index;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;

/**
 * How many samples all tracks of a file may have together: one per byte of it. A few bytes of a {@code trun} can claim as many
 * samples as the file has bytes, and a small file can hold thousands of them.
 */
final class SampleBudget {

    private final long limit;
    private long taken;

    SampleBudget(long fileSizeBytes) {
        this.limit = fileSizeBytes;
    }

    void takeOne() {
        if (++taken > limit) {
            throw new MalformedMp4Exception(
                    FourCc.of("moov"),
                    0,
                    "more samples than the file has bytes (" + limit + ")",
                    "ISO/IEC 14496-12, 8.7.3");
        }
    }
}
