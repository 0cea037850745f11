package dev.cliprange.job;

import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/** One attempt to run a job. */
public final class JobAttempt {

    private final String jobId;
    private final AtomicReference<Mono<Void>> undo = new AtomicReference<>(Mono.empty());

    JobAttempt(String jobId) {
        this.jobId = jobId;
    }

    public String jobId() {
        return jobId;
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
