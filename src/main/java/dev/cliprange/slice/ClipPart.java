package dev.cliprange.slice;

/**
 * The part of a clip that one part of a track's edit list shows. Samples are named by index. Times are track times, see
 * {@link dev.cliprange.movie.PresentationWindow}.
 *
 * @param start the sample where decoding starts
 * @param first the first sample in decode order that is shown or heard
 * @param last the last sample that is shown or heard
 * @param held the frame that began before the clip and is still shown at its start; -1 for none
 * @param firstTicks the time of the sample that is shown first
 * @param fromTicks nothing is shown before it
 * @param toTicks nothing is shown from it on
 * @param delayTicks movie time is track time plus this
 */
public record ClipPart(
        int start, int first, int last, int held, long firstTicks, long fromTicks, long toTicks, long delayTicks) {

    /** Returns the same part with another end on the movie's timeline. */
    ClipPart upTo(long movieTicks) {
        return new ClipPart(start, first, last, held, firstTicks, fromTicks, movieTicks - delayTicks, delayTicks);
    }

    long movieTicks(long trackTicks) {
        return trackTicks + delayTicks;
    }
}
