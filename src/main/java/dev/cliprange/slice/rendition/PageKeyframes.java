package dev.cliprange.slice.rendition;

import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.List;

/** Chooses the keyframes of the renditions of a page. */
public final class PageKeyframes {

    private static final int SECONDS = 2;

    private PageKeyframes() {}

    /**
     * Returns the numbers of the frames that are keyframes, from 0 within the page and in order. The first frame is one.
     * So is each frame at a boundary of the source's segments. Between two of these, every two seconds by the frame rate,
     * but not nearer than half of that to the next boundary.
     *
     * @param ticks when the frames are shown, in order, at least one
     * @param boundaries where segments of the source begin, in the same ticks and in order
     * @param rate exact or average
     */
    public static List<Integer> of(List<Long> ticks, List<Long> boundaries, FrameRate rate) {
        int every = Math.toIntExact(
                Math.clamp(Math.round((double) SECONDS * rate.numerator() / rate.denominator()), 1, Integer.MAX_VALUE));
        var keyframes = new ArrayList<Integer>();
        int boundary = 0;
        int next = 0;
        while (next < ticks.size()) {
            keyframes.add(next);
            while (boundary < boundaries.size() && boundaries.get(boundary) <= ticks.get(next)) {
                boundary++;
            }
            int end =
                    boundary < boundaries.size() ? firstAtOrAfter(ticks, boundaries.get(boundary), next) : ticks.size();
            long candidate = (long) next + every;
            next = candidate + every / 2 <= end && candidate < end ? (int) candidate : end;
        }
        return List.copyOf(keyframes);
    }

    private static int firstAtOrAfter(List<Long> ticks, long time, int from) {
        int at = from;
        while (at < ticks.size() && ticks.get(at) < time) {
            at++;
        }
        return at;
    }
}
