package dev.cliprange.job;

import java.time.Duration;

/** How an attempt ended that did not fail. */
public sealed interface JobOutcome {

    /** The job is complete and its row is deleted. */
    record Done() implements JobOutcome {}

    /**
     * The attempt could not do its work now, which is no failure. The job runs again after the pause of its kind for
     * failed attempts, which becomes longer each time in a row.
     */
    record Postponed() implements JobOutcome {}

    /**
     * This instance cannot do the work, but another one may. The job is due at once, and this instance takes no job for
     * a few seconds, so that another one takes it first. An instance does this at most once a minute; meanwhile the
     * outcome is the same as {@link Postponed}.
     */
    record NotHere() implements JobOutcome {}

    /** The job runs again after a pause. */
    record RunAgain(Duration pause) implements JobOutcome {}
}
