package dev.cliprange.job.life;

import reactor.core.publisher.Mono;

/** Does the work of all jobs for one purpose. Packages contribute it as a bean. */
public interface JobWork {

    JobPurpose purpose();

    /**
     * Runs one attempt. It publishes its result by {@link JobRun#complete} and then completes. It is cancelled if the
     * job was cancelled, another worker has taken it over, or the instance stops; then, and if it fails, it ends its
     * processes and deletes what it wrote.
     *
     * @return a {@link dev.cliprange.failure.FailureException} of the kinds CALLER and MEDIA fails the job at once, one
     *     of the kind CAPACITY does not count as an attempt, and any other error is repeated
     */
    Mono<Void> run(JobRun run);
}
