package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The numbers of the frames that a browser has reported during a playback.
 *
 * <p>On a busy machine a browser reports single frames too early or too late: the one that its decoder holds, instead of the one on
 * the screen. A file whose frames are in a wrong order has such a frame in each group of pictures.
 */
public final class PlayedFrames {

    /** One frame in so many may be reported out of order. */
    private static final int REPORTS_PER_LATE_ONE = 20;

    private PlayedFrames() {}

    /** Asserts that frames were shown in order, but for single reports. */
    public static void inOrder(List<? extends Integer> frames) {
        assertThat(outOfOrder(frames))
                .as("frames out of order in %s", frames)
                .isLessThanOrEqualTo(1 + frames.size() / REPORTS_PER_LATE_ONE);
    }

    /** Returns how many frames have to be left out so that the others are in order. */
    static int outOfOrder(List<? extends Integer> frames) {
        // The smallest last number of an ordered selection, by its length.
        List<Integer> lasts = new ArrayList<>();
        for (int frame : frames) {
            int at = Collections.binarySearch(lasts, frame, (last, number) -> last <= number ? -1 : 1);
            int length = -at - 1;
            if (length == lasts.size()) {
                lasts.add(frame);
            } else {
                lasts.set(length, frame);
            }
        }
        return frames.size() - lasts.size();
    }
}
