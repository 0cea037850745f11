package dev.cliprange.job.life;

import dev.cliprange.job.WorkerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Divides jobs into parts. */
@Component
public class JobParts {

    private static final Logger log = LoggerFactory.getLogger(JobParts.class);

    private final JobPartRepository parts;
    private final TransactionalOperator transaction;
    /** Looked up late, because its handlers run the works. */
    private final ObjectProvider<WorkerScheduler> workers;
    /** Looked up late, because they depend on this class. */
    private final ObjectProvider<DividedWork> works;

    JobParts(
            JobPartRepository parts,
            TransactionalOperator transaction,
            ObjectProvider<WorkerScheduler> workers,
            ObjectProvider<DividedWork> works) {
        this.parts = parts;
        this.transaction = transaction;
        this.workers = workers;
        this.works = works;
    }

    /**
     * Adds the parts of a job and their tasks, in one transaction. Results of an earlier attempt are kept if they are of
     * the same plan.
     *
     * @param plan names what the parts are made of, including each setting that changes a result
     * @param count at least 1
     * @return fails if the job is no longer this worker's
     */
    public Mono<Void> divide(JobRun run, String plan, int count) {
        Job job = run.job();
        return parts.lock(job.id(), job.attempt())
                .switchIfEmpty(Mono.error(
                        () -> new JobLostException("job " + job.id() + ": attempt " + job.attempt() + " does not run")))
                .then(parts.keepOnly(job.id(), plan))
                .then(parts.add(job.id(), plan, count))
                .then(parts.addTasks(job.id(), job.attempt()))
                .as(transaction::transactional)
                .doOnSuccess(done -> workers.getObject().look());
    }

    /** Deletes the rows of the parts. To be called in the transaction that publishes their results. */
    public Mono<Void> delete(Job job) {
        return parts.delete(job.id());
    }

    /** Deletes what the parts of a cancelled job have written. A failure is logged. */
    Mono<Void> discard(Job job) {
        return Mono.justOrEmpty(works.stream()
                        .filter(work -> work.purpose() == job.purpose())
                        .findFirst())
                .flatMap(work -> work.discard(job))
                .onErrorResume(error -> {
                    log.atWarn()
                            .addKeyValue("job", job.id())
                            .setCause(error)
                            .log("the objects of a cancelled job were not deleted");
                    return Mono.empty();
                });
    }
}
