package dev.cliprange.slice.precise;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The frames of a precise clip in decode order: encoded ones, a copied run, encoded ones. Ticks are track times of the
 * video.
 *
 * @param headTicks when the encoded frames before the copied ones are shown
 * @param copyStart the number of the first copied sample in its track; -1 if none is copied
 * @param copyEnd the number after the last sample of the copied run
 * @param copyStartTicks when the first copied sample is shown. Samples of the run that are shown earlier are left out
 * @param tailTicks when the encoded frames after the copied ones are shown
 * @param fromTicks when the first frame is shown
 * @param toTicks the end of the last frame
 */
public record PreciseParts(
        List<Long> headTicks,
        long copyStart,
        long copyEnd,
        long copyStartTicks,
        List<Long> tailTicks,
        long fromTicks,
        long toTicks) {

    public PreciseParts {
        headTicks = List.copyOf(headTicks);
        tailTicks = List.copyOf(tailTicks);
    }

    static PreciseParts of(PreciseCut cut) {
        PreciseRange range = cut.range();
        long first = range.samples().firstNumber();
        boolean copies = cut.copyStart() >= 0;
        return new PreciseParts(
                ticks(range, cut.head()),
                copies ? first + cut.copyStart() : -1,
                copies ? first + cut.copyEnd() : -1,
                copies ? range.ticks(cut.copyStart()) : range.toTicks(),
                ticks(range, cut.tail()),
                range.ticks(range.first()),
                range.toTicks());
    }

    private static List<Long> ticks(PreciseRange range, int[] frames) {
        return IntStream.of(frames).mapToObj(range::ticks).toList();
    }

    public boolean copies() {
        return copyStart >= 0;
    }

    /** Whether some frames are encoded. */
    public boolean encodes() {
        return !headTicks.isEmpty() || !tailTicks.isEmpty();
    }
}
