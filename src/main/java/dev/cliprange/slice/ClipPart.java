package dev.cliprange.slice;

/**
 * The part of a clip that one part of a track's edit list has. Samples are named by their indexes. Times are track times, see
 * {@link dev.cliprange.movie.PresentationWindow}.
 *
 * @param start where decoding starts
 * @param first the first sample in decode order that is shown or heard
 * @param last the last one
 * @param held the frame that is shown from before the clip's start on; -1 for none
 * @param firstTicks when the sample is shown that is shown first
 * @param fromTicks nothing before it is shown
 * @param toTicks nothing from it on is shown
 * @param delayTicks movie time is track time plus this
 */
public record ClipPart(
        int start, int first, int last, int held, long firstTicks, long fromTicks, long toTicks, long delayTicks) {

    /** The same with another end, on the movie's timeline. */
    ClipPart upTo(long movieTicks) {
        return new ClipPart(start, first, last, held, firstTicks, fromTicks, movieTicks - delayTicks, delayTicks);
    }

    long movieTicks(long trackTicks) {
        return trackTicks + delayTicks;
    }
}
