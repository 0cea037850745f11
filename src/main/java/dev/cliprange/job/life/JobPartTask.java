package dev.cliprange.job.life;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.WorkerProperties;
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
import reactor.core.publisher.Mono;

/**
 * The task of every part of a divided job. Its id is {@code <job>.<attempt>.<part>}. The one that writes the last result
 * also ends the job. If it dies in between, the task runs again and finds the result.
 */
@Component
class JobPartTask implements JobHandler {

    /** The name is also in the migration that made the views. */
    static final JobKind KIND = new JobKind("job-part", Duration.ofSeconds(5), 2);

    private static final Logger log = LoggerFactory.getLogger(JobPartTask.class);
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(5);
    private static final String PHASE = "encoding";
    private static final int PERCENT = 99;

    private final JobRepository jobs;
    private final JobPartRepository parts;
    private final RunningJobs running;
    private final TransactionalOperator transaction;
    private final JobLifeMetrics metrics;
    private final Map<JobPurpose, DividedWork> works;
    private final AttemptRule rule;

    JobPartTask(
            JobRepository jobs,
            JobPartRepository parts,
            RunningJobs running,
            TransactionalOperator transaction,
            JobLifeMetrics metrics,
            List<JobWork> works,
            WorkerProperties properties) {
        this.jobs = jobs;
        this.parts = parts;
        this.running = running;
        this.transaction = transaction;
        this.metrics = metrics;
        this.works = works.stream()
                .filter(DividedWork.class::isInstance)
                .map(DividedWork.class::cast)
                .collect(Collectors.toMap(DividedWork::purpose, Function.identity()));
        this.rule = new AttemptRule(properties.maxAttempts());
    }

    /** The name of a task. */
    private record Name(UUID job, int attempt, int part) {

        static Name parse(String text) {
            String[] words = text.split("\\.", 3);
            return new Name(UUID.fromString(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }

        boolean isOf(Job it) {
            return it.state() == JobState.RUNNING && it.attempt() == attempt;
        }
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
        Name name = Name.parse(attempt.jobId());
        return jobs.find(name.job())
                .filter(name::isOf)
                .flatMap(job -> Optional.ofNullable(works.get(job.purpose()))
                        .map(work -> begin(job, name.part(), attempt, work))
                        // An instance of a later release has it.
                        .orElseGet(() -> Mono.just(new JobOutcome.NotHere())))
                .defaultIfEmpty(new JobOutcome.Done());
    }

    private Mono<JobOutcome> begin(Job job, int part, JobAttempt attempt, DividedWork work) {
        UUID token = UUID.randomUUID();
        return parts.begin(job.id(), job.attempt(), part, rule.mostAttempts(), token)
                .flatMap(begun -> run(new PartRun(job, part, begun.plan(), token), begun, attempt, work))
                .switchIfEmpty(Mono.defer(() -> giveUp(job, part)));
    }

    private Mono<JobOutcome> run(PartRun run, JobPartRepository.Begun begun, JobAttempt attempt, DividedWork work) {
        attempt.onInterrupt(parts.giveBack(run));
        Mono<Void> whole = (begun.done() ? Mono.<Void>empty() : make(run, work)).then(Mono.defer(() -> end(run, work)));
        return Mono.firstWithSignal(running.run(run.job(), whole), JobTask.noHeartbeat(attempt))
                .then(Mono.<JobOutcome>just(new JobOutcome.Done()))
                .onErrorResume(JobLostException.class, lost -> Mono.just(new JobOutcome.Done()))
                .onErrorResume(
                        error -> !(error instanceof JobTask.HeartbeatsMissedException),
                        error -> failed(run, begun.attempts(), error));
    }

    private Mono<Void> make(PartRun run, DividedWork work) {
        return Mono.defer(() -> work.part(run))
                .flatMap(result -> parts.put(run, result))
                .switchIfEmpty(Mono.defer(() -> work.discard(run)
                        .then(Mono.error(new JobLostException("part " + run.part() + " of job "
                                + run.job().id() + " is no longer of this attempt")))))
                .then();
    }

    /** Ends the job if this was the last part. Two workers may find that it was; one of them ends the job. */
    private Mono<Void> end(PartRun run, DividedWork work) {
        Job job = run.job();
        return parts.count(job.id())
                .flatMap(count -> jobs.progress(
                                job.id(), job.attempt(), PHASE, PERCENT * count.done() / Math.max(1, count.all()))
                        .filter(now -> count.done() == count.all()))
                .flatMap(now -> parts.results(job.id())
                        .collectList()
                        .flatMap(results -> work.finish(new JobRun(now, jobs, transaction), run.plan(), results))
                        .then(Mono.fromRunnable(() -> completed(job))));
    }

    private void completed(Job job) {
        metrics.ended(job.purpose(), JobLifeMetrics.Outcome.COMPLETED);
        log.atInfo()
                .addKeyValue("job", job.id())
                .addKeyValue("kind", job.purpose().text())
                .addKeyValue("source", job.sourceId())
                .log("job completed");
    }

    private Mono<JobOutcome> failed(PartRun run, int attempts, Throwable error) {
        FailureException failure = error instanceof FailureException known
                ? known
                : new FailureException(
                        Failure.INTERNAL, "An error in the server ended the job. The error is logged.", error);
        return switch (rule.after(failure, attempts)) {
            case AttemptRule.Next.Uncounted uncounted ->
                parts.giveBack(run).thenReturn(new JobOutcome.RunAgain(BUSY_PAUSE));
            case AttemptRule.Next.Repeat(Duration pause) -> {
                logFailed(run, JobLifeMetrics.Outcome.REPEATED, error);
                yield Mono.just(new JobOutcome.RunAgain(pause));
            }
            case AttemptRule.Next.Fail fail ->
                jobs.fail(run.job().id(), run.job().attempt(), JobProblem.of(failure))
                        .doOnNext(ended -> logFailed(run, JobLifeMetrics.Outcome.FAILED, error))
                        .thenReturn(new JobOutcome.Done());
        };
    }

    private void logFailed(PartRun run, JobLifeMetrics.Outcome outcome, Throwable error) {
        metrics.ended(run.job().purpose(), outcome);
        var line = log.atWarn()
                .addKeyValue("job", run.job().id())
                .addKeyValue("kind", run.job().purpose().text())
                .addKeyValue("source", run.job().sourceId())
                .addKeyValue("part", run.part())
                .addKeyValue("outcome", outcome.tag());
        if (error instanceof FailureException failure) {
            line.addKeyValue("code", failure.failure().code()).log("attempt at a part of a job failed");
        } else {
            line.setCause(error).log("attempt at a part of a job failed");
        }
    }

    /** The attempt of the job runs no longer, or the part has no attempts left because their workers died. */
    private Mono<JobOutcome> giveUp(Job job, int part) {
        return parts.isSpent(job.id(), part, rule.mostAttempts())
                .filter(spent -> spent)
                .flatMap(spent -> jobs.fail(job.id(), job.attempt(), rule.workersDied()))
                .doOnNext(failed -> {
                    metrics.ended(job.purpose(), JobLifeMetrics.Outcome.FAILED);
                    log.atError()
                            .addKeyValue("job", job.id())
                            .addKeyValue("kind", job.purpose().text())
                            .addKeyValue("source", job.sourceId())
                            .addKeyValue("part", part)
                            .log("job failed because its workers ended");
                })
                .then(Mono.just(new JobOutcome.Done()));
    }
}
