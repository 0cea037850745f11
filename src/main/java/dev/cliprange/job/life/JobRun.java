package dev.cliprange.job.life;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** One attempt at a job. Its writes fail if the job is no longer this worker's. */
public final class JobRun {

    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final Job job;
    private final JobRepository jobs;
    private final TransactionalOperator transaction;
    private final AtomicInteger written = new AtomicInteger(-1);
    private final AtomicLong writtenNanos = new AtomicLong(System.nanoTime() - BETWEEN_WRITES.toNanos());

    JobRun(Job job, JobRepository jobs, TransactionalOperator transaction) {
        this.job = job;
        this.jobs = jobs;
        this.transaction = transaction;
    }

    /** Returns the job as it was when the attempt began. */
    public Job job() {
        return job;
    }

    /**
     * Writes how far the work is. Does nothing if the last write was less than a second ago, or had the same percentage.
     *
     * @param phase one word for clients
     * @param percent 0 to 100
     */
    public Mono<Void> progress(String phase, int percent) {
        return Mono.defer(() -> {
            long now = System.nanoTime();
            long before = writtenNanos.get();
            if (percent <= written.get()
                    || now - before < BETWEEN_WRITES.toNanos()
                    || !writtenNanos.compareAndSet(before, now)) {
                return Mono.empty();
            }
            written.set(percent);
            return jobs.progress(job.id(), job.attempt(), phase, percent)
                    .switchIfEmpty(Mono.error(this::lost))
                    // The work goes on while the database is away. The heartbeat decides for how long.
                    .onErrorComplete(error -> !(error instanceof JobLostException))
                    .then();
        });
    }

    /**
     * Publishes the result and completes the job, in one transaction.
     *
     * @param publish writes the result; if it is empty, nothing is written and the job is not completed
     * @return what {@code publish} returns
     */
    public <T> Mono<T> complete(Mono<T> publish) {
        return publish.delayUntil(
                        published -> jobs.complete(job.id(), job.attempt()).switchIfEmpty(Mono.error(this::lost)))
                .as(transaction::transactional);
    }

    private JobLostException lost() {
        return new JobLostException("job " + job.id() + ": attempt " + job.attempt() + " is no longer the newest one");
    }
}
