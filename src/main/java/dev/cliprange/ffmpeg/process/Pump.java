package dev.cliprange.ffmpeg.process;

import java.time.Duration;

/**
 * The work of one {@link ProcessRun}: which processes it runs and what it does with their output. One instance serves
 * one run.
 *
 * @param <T> the result
 */
public interface Pump<T> {

    /** Names the thread of the run, as {@code clip-} and the id of the clip. */
    String name();

    /** The longest time from the start of the run to its end. */
    Duration deadline();

    /** Whether its processes do the work of jobs, which yields the processors to clips. */
    default boolean background() {
        return false;
    }

    /**
     * Runs one process after another by {@link ProcessRun#execute}, and returns the result. Called once, on the thread
     * of the run; it may block. What it throws is the failure of the run.
     */
    T pump(ProcessRun<T> run);

    /**
     * The failure of a run that was ended for this reason. Called on the thread of the run, after the process was
     * reaped.
     */
    Throwable ended(KillReason reason);
}
