package dev.cliprange.job.life;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.job.WorkerScheduler;
import dev.cliprange.web.Cursor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Opens jobs, looks them up, cancels and retries them. */
@Service
public class JobService {

    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));
    /** In the year 9999. */
    private static final Cursor AFTER_ALL = new Cursor(
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z")), new UUID(-1, -1));

    private final JobRepository jobs;
    private final RunningJobs running;
    private final WorkerScheduler workers;
    private final JobParts parts;

    JobService(JobRepository jobs, RunningJobs running, WorkerScheduler workers, JobParts parts) {
        this.jobs = jobs;
        this.running = running;
        this.workers = workers;
        this.parts = parts;
    }

    /**
     * Opens a job, or returns the open one that the source has for this purpose.
     *
     * @return empty if the source does not exist
     */
    public Mono<Job> open(UUID sourceId, JobPurpose purpose) {
        return open(sourceId, purpose, Optional.empty());
    }

    /**
     * As {@link #open(UUID, JobPurpose)}, with what the client requested. An open job keeps its own.
     *
     * @param input see {@link Job#input}
     */
    public Mono<Job> open(UUID sourceId, JobPurpose purpose, Optional<String> input) {
        Mono<Job> opened = Mono.defer(() -> jobs.insert(UUID.randomUUID(), sourceId, purpose, input))
                .doOnNext(job -> workers.look());
        return opened.switchIfEmpty(jobs.findOpen(sourceId, purpose))
                // The open one has ended in between.
                .switchIfEmpty(opened);
    }

    /** @throws FailureException JOB_UNKNOWN */
    public Mono<Job> get(UUID jobId) {
        return jobs.find(jobId)
                .switchIfEmpty(Mono.error(
                        () -> new FailureException(Failure.JOB_UNKNOWN, "No job has the id " + jobId + ".")));
    }

    /** Lists at most {@code limit} jobs that come after a cursor in this order. */
    public Mono<List<Job>> list(Optional<JobState> state, JobOrder order, Cursor after, int limit) {
        Cursor start = order == JobOrder.OLDEST ? BEFORE_ALL : AFTER_ALL;
        Cursor cursor = after.equals(Cursor.START) ? start : after;
        Instant createdAt = Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS);
        return jobs.findAfter(state, order, createdAt, cursor.id(), limit).collectList();
    }

    /**
     * Cancels a job that waits or runs. A job that has ended is returned as it is.
     *
     * @throws FailureException JOB_UNKNOWN
     */
    public Mono<Job> cancel(UUID jobId) {
        return jobs.cancel(jobId)
                .doOnNext(job -> running.end(jobId))
                .delayUntil(parts::discard)
                .switchIfEmpty(Mono.defer(() -> get(jobId)));
    }

    /**
     * Opens a failed or cancelled job again. Another job is returned as it is. If the source has another open job for
     * the purpose, that one is returned.
     *
     * @throws FailureException JOB_UNKNOWN
     */
    public Mono<Job> retry(UUID jobId) {
        return jobs.retry(jobId)
                .doOnNext(job -> workers.look())
                .switchIfEmpty(Mono.defer(() -> get(jobId)
                        .flatMap(job -> job.state().isOpen() || job.state() == JobState.COMPLETED
                                ? Mono.just(job)
                                : jobs.findOpen(job.sourceId(), job.purpose()).defaultIfEmpty(job))));
    }
}
