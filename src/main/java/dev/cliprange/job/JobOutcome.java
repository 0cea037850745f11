package dev.cliprange.job;

import java.time.Duration;

/** How an attempt ended that did not fail. */
public sealed interface JobOutcome {

    /** The job is complete and its row is deleted. */
    record Done() implements JobOutcome {}

    /** The job runs again after a pause. */
    record RunAgain(Duration pause) implements JobOutcome {}
}
