package dev.cliprange.job.life;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.WorkerProperties;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The task of every job. Its id is {@code <job>.<round>}. It runs attempts by the {@link JobWork} of the job. */
@Component
class JobTask implements JobHandler {

    /** The name is also in the migration that made the views. */
    static final JobKind KIND = new JobKind("job", Duration.ofSeconds(5), 2);

    private static final Logger log = LoggerFactory.getLogger(JobTask.class);
    /** The process id and the host. */
    private static final String WORKER = ManagementFactory.getRuntimeMXBean().getName();

    private static final Duration LOOK_AFTER_HEARTBEAT = Duration.ofMillis(250);
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(5);

    private final JobRepository jobs;
    private final RunningJobs running;
    private final TransactionalOperator transaction;
    private final JobLifeMetrics metrics;
    private final Map<JobPurpose, JobWork> works;
    private final AttemptRule rule;

    JobTask(
            JobRepository jobs,
            RunningJobs running,
            TransactionalOperator transaction,
            JobLifeMetrics metrics,
            List<JobWork> works,
            WorkerProperties properties) {
        this.jobs = jobs;
        this.running = running;
        this.transaction = transaction;
        this.metrics = metrics;
        this.works = works.stream().collect(Collectors.toMap(JobWork::purpose, Function.identity()));
        this.rule = new AttemptRule(properties.maxAttempts());
    }

    @Override
    public JobKind kind() {
        return KIND;
    }

    @Override
    public boolean forWorkers() {
        return true;
    }

    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        String[] name = attempt.jobId().split("\\.", 2);
        UUID id = UUID.fromString(name[0]);
        int round = Integer.parseInt(name[1]);
        return jobs.begin(id, round, rule.mostAttempts(), WORKER)
                .flatMap(job -> run(job, attempt))
                .switchIfEmpty(Mono.defer(() -> giveUp(id, round)));
    }

    private Mono<JobOutcome> run(Job job, JobAttempt attempt) {
        attempt.onInterrupt(jobs.giveBack(job.id(), job.attempt()).then());
        return Optional.ofNullable(works.get(job.purpose()))
                .map(work -> run(job, attempt, work))
                // An instance of a later release has it.
                .orElseGet(() -> jobs.giveBack(job.id(), job.attempt()).thenReturn(new JobOutcome.NotHere()));
    }

    private Mono<JobOutcome> run(Job job, JobAttempt attempt, JobWork work) {
        Mono<Void> run = Mono.defer(() -> work.run(new JobRun(job, jobs, transaction)));
        return Mono.firstWithSignal(running.run(job, run), noHeartbeat(attempt))
                .then(Mono.<JobOutcome>fromSupplier(
                        // The parts of a divided job go on.
                        () -> work instanceof DividedWork ? new JobOutcome.Done() : completed(job)))
                .onErrorResume(JobLostException.class, lost -> Mono.just(lost(job)))
                .onErrorResume(error -> !(error instanceof HeartbeatsMissedException), error -> failed(job, error));
    }

    /** Another worker takes the job over when this instance has missed all its heartbeats, so the work ends before. */
    static Mono<Void> noHeartbeat(JobAttempt attempt) {
        return Flux.interval(LOOK_AFTER_HEARTBEAT)
                .onBackpressureDrop()
                .filter(tick -> attempt.isLost())
                .next()
                .then(Mono.error(HeartbeatsMissedException::new));
    }

    private JobOutcome completed(Job job) {
        metrics.ended(job.purpose(), JobLifeMetrics.Outcome.COMPLETED);
        log.atInfo()
                .addKeyValue("job", job.id())
                .addKeyValue("kind", job.purpose().text())
                .addKeyValue("source", job.sourceId())
                .log("job completed");
        return new JobOutcome.Done();
    }

    private JobOutcome lost(Job job) {
        metrics.ended(job.purpose(), JobLifeMetrics.Outcome.LOST);
        return new JobOutcome.Done();
    }

    private Mono<JobOutcome> failed(Job job, Throwable error) {
        FailureException failure = error instanceof FailureException known
                ? known
                : new FailureException(
                        Failure.INTERNAL, "An error in the server ended the job. The error is logged.", error);
        JobProblem problem = JobProblem.of(failure);
        return switch (rule.after(failure, job.counted())) {
            case AttemptRule.Next.Uncounted uncounted ->
                jobs.giveBack(job.id(), job.attempt()).thenReturn(new JobOutcome.RunAgain(BUSY_PAUSE));
            case AttemptRule.Next.Repeat(Duration pause) ->
                jobs.requeue(job.id(), job.attempt(), problem)
                        .doOnNext(again -> logFailed(job, JobLifeMetrics.Outcome.REPEATED, error))
                        .thenReturn(new JobOutcome.RunAgain(pause));
            case AttemptRule.Next.Fail fail ->
                jobs.fail(job.id(), job.attempt(), problem)
                        .doOnNext(ended -> logFailed(job, JobLifeMetrics.Outcome.FAILED, error))
                        .thenReturn(new JobOutcome.Done());
        };
    }

    private void logFailed(Job job, JobLifeMetrics.Outcome outcome, Throwable error) {
        metrics.ended(job.purpose(), outcome);
        var line = log.atWarn()
                .addKeyValue("job", job.id())
                .addKeyValue("kind", job.purpose().text())
                .addKeyValue("source", job.sourceId())
                .addKeyValue("attempt", job.attempt())
                .addKeyValue("outcome", outcome.tag());
        if (error instanceof FailureException failure) {
            line.addKeyValue("code", failure.failure().code()).log("attempt at a job failed");
        } else {
            line.setCause(error).log("attempt at a job failed");
        }
    }

    private Mono<JobOutcome> giveUp(UUID id, int round) {
        return jobs.giveUp(id, round, rule.mostAttempts(), rule.workersDied())
                .doOnNext(job -> {
                    metrics.ended(job.purpose(), JobLifeMetrics.Outcome.FAILED);
                    log.atError()
                            .addKeyValue("job", job.id())
                            .addKeyValue("kind", job.purpose().text())
                            .addKeyValue("source", job.sourceId())
                            .log("job failed because its workers ended");
                })
                .then(Mono.just(new JobOutcome.Done()));
    }

    /** The task is not removed, because the job is still open. */
    static final class HeartbeatsMissedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        HeartbeatsMissedException() {
            super("no heartbeat could be written, so another worker takes the job over", null, false, false);
        }
    }
}
