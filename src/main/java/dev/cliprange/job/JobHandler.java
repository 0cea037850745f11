package dev.cliprange.job;

import reactor.core.publisher.Mono;

/** Runs the jobs of one kind. Packages contribute handlers as beans. */
public interface JobHandler {

    JobKind kind();

    /**
     * Returns whether the jobs are long, so that they run only on workers, and there on threads of their own. Otherwise
     * every instance runs them.
     */
    default boolean forWorkers() {
        return false;
    }

    /**
     * Runs one attempt. It is cancelled if the instance stops. An instance may also die during an attempt, and another
     * instance then begins a new one. A job must therefore be repeatable.
     *
     * @return the outcome; an error is a failed attempt, which is retried by the rule of the kind
     */
    Mono<JobOutcome> run(JobAttempt attempt);
}
