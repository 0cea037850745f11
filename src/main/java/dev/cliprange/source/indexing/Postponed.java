package dev.cliprange.source.indexing;

import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobOutcome;

/** A source cannot be read now, and is read later. */
final class Postponed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean elsewhere;

    Postponed(FailureException reason) {
        this(reason, false);
    }

    /** @param elsewhere whether another instance may be able to read it now */
    Postponed(FailureException reason, boolean elsewhere) {
        super(reason.failure().code(), reason, false, false);
        this.elsewhere = elsewhere;
    }

    JobOutcome outcome() {
        return elsewhere ? new JobOutcome.NotHere() : new JobOutcome.Postponed();
    }
}
