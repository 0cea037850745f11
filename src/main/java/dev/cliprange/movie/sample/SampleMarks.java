package dev.cliprange.movie.sample;

import java.util.BitSet;

/**
 * What the bitstream says of a video track's samples, by sample number from 0. The three sets are not written to after they
 * are handed over.
 *
 * @param sync samples at which decoding may start
 * @param withoutPicture samples that hold no coded picture: delimiters, messages or parameter sets alone, or no byte at all
 * @param withoutTime samples whose picture is shown for no time, because a later one is shown at the same time
 */
public record SampleMarks(BitSet sync, BitSet withoutPicture, BitSet withoutTime) {

    boolean isSync(long number) {
        return has(sync, number);
    }

    boolean hasPicture(long number) {
        return !has(withoutPicture, number);
    }

    boolean isFrame(long number) {
        return hasPicture(number) && !has(withoutTime, number);
    }

    private static boolean has(BitSet set, long number) {
        return number <= Integer.MAX_VALUE && set.get((int) number);
    }
}
