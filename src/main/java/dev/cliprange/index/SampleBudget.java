package dev.cliprange.index;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.List;

/**
 * How many samples all tracks of a file may have together: one per byte of it. A few bytes of a {@code trun} can claim as many
 * samples as the file has bytes, and a small file can hold thousands of them. And how many their pages may have: sound whose
 * packets all depend on the first one would be in each page whole.
 */
final class SampleBudget {

    /** Far more than pages of ordinary media repeat, which is a few samples each. */
    private static final int TIMES_IN_PAGES = 4;

    private static final int ALWAYS_ALLOWED = 1 << 16;

    private final long limit;
    private final long heldLimitBytes;
    private long taken;
    private long inPages;
    private long heldBytes;

    /** @param heldLimitBytes memory for the samples of all tracks that are held at once */
    SampleBudget(long fileSizeBytes, long heldLimitBytes) {
        this.limit = fileSizeBytes;
        this.heldLimitBytes = heldLimitBytes;
    }

    /** To be called before a track holds more samples than it did. */
    void hold(long moreBytes) {
        heldBytes += moreBytes;
        if (heldBytes > heldLimitBytes) {
            throw UnsupportedMp4Exception.tooLarge(
                    FourCc.of("stss"),
                    0,
                    "more samples without one to start decoding at than " + heldLimitBytes + " bytes of memory hold",
                    "ISO/IEC 14496-12, 8.6.2");
        }
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

    void takePage(List<TrackSamples> tracks) {
        for (TrackSamples samples : tracks) {
            inPages += samples.count();
        }
        if (inPages > ALWAYS_ALLOWED + TIMES_IN_PAGES * taken) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("stss"),
                    0,
                    "too much must be decoded before what is heard",
                    "ISO/IEC 14496-12, 8.6.2",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
    }
}
