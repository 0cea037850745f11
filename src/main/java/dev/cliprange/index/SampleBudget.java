package dev.cliprange.index;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.List;

/**
 * Limits the number of samples of all tracks together to one per byte of the file. A few bytes of a {@code trun} can
 * declare as many samples as the file has bytes, and a small file can contain thousands of them. Also limits the
 * samples in all pages, because audio whose packets all depend on the first one would be repeated in every page.
 */
final class SampleBudget {

    /** Pages of normal media repeat only a few samples each, which is far less. */
    private static final int TIMES_IN_PAGES = 4;

    private static final int ALWAYS_ALLOWED = 1 << 16;

    private final long limit;
    private final long heldLimitBytes;
    private long taken;
    private long inPages;
    private long heldBytes;

    /** @param heldLimitBytes memory for the held samples of all tracks */
    SampleBudget(long fileSizeBytes, long heldLimitBytes) {
        this.limit = fileSizeBytes;
        this.heldLimitBytes = heldLimitBytes;
    }

    /** Reserves memory. Call it before a track holds more samples. */
    void hold(long moreBytes) {
        heldBytes += moreBytes;
        if (heldBytes > heldLimitBytes) {
            throw UnsupportedMp4Exception.tooLarge(
                    FourCc.of("stss"),
                    0,
                    "the samples between two points where decoding can start take more than " + heldLimitBytes
                            + " bytes",
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
                    "too many packets must be decoded before the ones that are heard",
                    "ISO/IEC 14496-12, 8.6.2",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
    }
}
