package dev.cliprange.slice.rendition;

import java.util.List;
import java.util.Optional;

/**
 * A quality of a ladder. Its name is the number of pixels of its short side: {@code 720p} is 1280 × 720 in landscape and
 * 720 × 1280 in portrait.
 *
 * @param shortSide in pixels, even
 * @param mostBitsPerSecond the largest mean bit rate within the encoder's buffer
 */
public record Rung(int shortSide, long mostBitsPerSecond) {

    /** The qualities that a ladder can have, best first. The rates are for the pictures that most sources have. */
    public static final List<Rung> ALL = List.of(
            new Rung(2160, 16_000_000),
            new Rung(1440, 9_000_000),
            new Rung(1080, 5_000_000),
            new Rung(720, 2_800_000),
            new Rung(480, 1_200_000),
            new Rung(360, 700_000),
            new Rung(240, 400_000),
            new Rung(144, 200_000));

    private static final String SUFFIX = "p";

    /** Returns the quality with a name; empty if there is none. */
    public static Optional<Rung> named(String name) {
        return ALL.stream().filter(rung -> rung.name().equals(name)).findFirst();
    }

    /** The name in the HTTP contract and in the paths of streams. */
    public String name() {
        return shortSide + SUFFIX;
    }

    /** The size of the encoder's rate buffer in bits. */
    public long bufferBits() {
        return 2 * mostBitsPerSecond;
    }

    Rung atMost(long bitsPerSecond) {
        return new Rung(shortSide, Math.min(mostBitsPerSecond, bitsPerSecond));
    }
}
