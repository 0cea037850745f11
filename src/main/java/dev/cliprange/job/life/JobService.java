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

    private final JobRepository jobs;
    private final RunningJobs running;
    private final WorkerScheduler workers;

    JobService(JobRepository jobs, RunningJobs running, WorkerScheduler workers) {
        this.jobs = jobs;
        this.running = running;
        this.workers = workers;
    }

    /**
     * Opens a job, or returns the open one that the source has for this purpose.
     *
     * @return empty if the source does not exist
     */
    public Mono<Job> open(UUID sourceId, JobPurpose purpose) {
        Mono<Job> opened = Mono.defer(() -> jobs.insert(UUID.randomUUID(), sourceId, purpose))
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

    /** Lists at most {@code limit} jobs after a cursor, the oldest first. */
    public Mono<List<Job>> list(Optional<JobState> state, Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return jobs.findAfter(state, Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                .collectList();
    }

    /**
     * Cancels a job that waits or runs. A job that has ended is returned as it is.
     *
     * @throws FailureException JOB_UNKNOWN
     */
    public Mono<Job> cancel(UUID jobId) {
        return jobs.cancel(jobId).doOnNext(job -> running.end(jobId)).switchIfEmpty(Mono.defer(() -> get(jobId)));
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
