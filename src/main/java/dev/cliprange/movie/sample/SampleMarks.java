package dev.cliprange.movie.sample;

import java.util.BitSet;

/**
 * The findings from the bitstream of a video track, by sample number from 0. The sets must not be modified after they
 * are passed in.
 *
 * @param sync samples at which decoding may start
 * @param withoutPicture samples without a coded picture: only delimiters, messages or parameter sets, or no bytes
 * @param withoutTime samples whose picture is never visible, because a later one has the same presentation time
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
