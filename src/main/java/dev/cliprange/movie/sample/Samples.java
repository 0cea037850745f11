package dev.cliprange.movie.sample;

/** The samples of a track, from tables or from fragments. */
@FunctionalInterface
public interface Samples {

    /**
     * Returns a cursor before the first sample.
     *
     * @param startTicks the decode time of the first sample, if the samples have none of their own
     */
    TimedCursor cursor(long startTicks);

    /** A cursor with the end of its samples. */
    interface TimedCursor extends SampleCursor {
        /** The end of the current sample in decode time. */
        long endTicks();
    }
}
