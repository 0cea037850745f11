package dev.cliprange.movie.sample;

/** A track's samples, wherever the file describes them. */
@FunctionalInterface
public interface Samples {

    /**
     * A cursor before the first sample.
     *
     * @param startTicks the decode time of the first sample, unless the samples say so themselves
     */
    TimedCursor cursor(long startTicks);

    /** A cursor that also knows where its samples end. */
    interface TimedCursor extends SampleCursor {
        /** The decode time behind the last sample it stood on. */
        long endTicks();
    }
}
