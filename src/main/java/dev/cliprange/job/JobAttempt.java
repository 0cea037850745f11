package dev.cliprange.job;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** One attempt to run a job. */
public final class JobAttempt {

    private final String jobId;
    private final BooleanSupplier lost;
    private final AtomicReference<Mono<Void>> undo = new AtomicReference<>(Mono.empty());

    /** @param lost whether this instance will soon have missed all the heartbeats that it may miss */
    public JobAttempt(String jobId, BooleanSupplier lost) {
        this.jobId = jobId;
        this.lost = lost;
    }

    public String jobId() {
        return jobId;
    }

    /**
     * Returns whether this instance could not write heartbeats for so long that another instance may begin a new
     * attempt.
     */
    public boolean isLost() {
        return lost.getAsBoolean();
    }

    /**
     * Sets what is subscribed to if the instance stops during this attempt, in place of what was set before. It should
     * undo that the attempt was counted, and has two seconds.
     */
    public void onInterrupt(Mono<Void> work) {
        undo.set(work);
    }

    Mono<Void> undo() {
        return undo.get();
    }
}
