package dev.cliprange.slice.rendition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses the qualities that a source gets. */
public final class LadderRule {

    /** A quality is left out if its side is more than this part of its larger neighbour's, in percent. */
    private static final int NEAREST_PERCENT = 80;

    private static final int PERCENT = 100;
    /** The source is not a neighbour if it has this many times the bit rate of the quality. */
    private static final int MUCH_LARGER = 2;
    /** Below this rate, pictures of every size look broken. */
    private static final long LEAST_BITS_PER_SECOND = 64_000;

    private LadderRule() {}

    /**
     * The video of a source.
     *
     * @param shortSide in pixels, as it is shown
     * @param bitsPerSecond the mean rate
     * @param everywhere whether every player decodes it and switches to it without a loss: H.264 in SDR and closed GOPs
     */
    public record Original(int shortSide, long bitsPerSecond, boolean everywhere) {}

    /**
     * Returns the qualities of a source, best first. None is larger than the source or has more than its bit rate. A
     * quality that is nearer than 20 % to the next larger one is left out. The source itself counts as the largest one,
     * unless some players cannot decode it or switch to it, or it has more than twice the bit rate.
     *
     * @param wanted in any order
     */
    public static List<Rung> choose(List<Rung> wanted, Original original) {
        List<Rung> possible = wanted.stream()
                .distinct()
                .filter(rung -> rung.shortSide() <= original.shortSide())
                .sorted(Comparator.comparingInt(Rung::shortSide).reversed())
                .toList();
        var chosen = new ArrayList<Rung>();
        for (Rung rung : possible) {
            boolean near = chosen.isEmpty()
                    ? isNear(rung, original)
                    : isNear(rung.shortSide(), chosen.getLast().shortSide());
            if (!near) {
                chosen.add(rung.atMost(Math.max(LEAST_BITS_PER_SECOND, original.bitsPerSecond())));
            }
        }
        return List.copyOf(chosen);
    }

    private static boolean isNear(Rung rung, Original original) {
        return original.everywhere()
                && original.bitsPerSecond() <= MUCH_LARGER * rung.mostBitsPerSecond()
                && isNear(rung.shortSide(), original.shortSide());
    }

    private static boolean isNear(int side, int larger) {
        return (long) side * PERCENT > (long) larger * NEAREST_PERCENT;
    }
}
