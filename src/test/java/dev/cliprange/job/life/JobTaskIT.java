package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.WorkerProperties;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Attempts at jobs on a real database, with work of the test. The instance itself runs no jobs. */
class JobTaskIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Origin ORIGIN = Origin.start(Map.of("cliprange.role", "origin"));

    private final JobRepository jobs = ORIGIN.bean(JobRepository.class);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    private record Work(JobPurpose purpose, Mono<Void> work) implements JobWork {

        @Override
        public Mono<Void> run(JobRun run) {
            return work;
        }
    }

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @Test
    void failureThatRepeats_failsAtOnce() {
        Job job = open();

        JobOutcome outcome = run(job, Mono.error(new FailureException(Failure.MEDIA_UNSUPPORTED, "No such codec.")));

        assertThat(outcome).isEqualTo(new JobOutcome.Done());
        assertThat(now(job).state()).isEqualTo(JobState.FAILED);
        assertThat(now(job).problem()).isEqualTo(new JobProblem("media-unsupported", "No such codec."));
    }

    @Test
    void failureThatMayPass_isRepeated_andTheThirdIsTheLast() {
        Job job = open();
        Mono<Void> work = Mono.error(new FailureException(Failure.SOURCE_UNREADABLE, "The storage is away."));

        assertThat(run(job, work)).isInstanceOf(JobOutcome.RunAgain.class);
        assertThat(now(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(now(job).problem()).isEqualTo(new JobProblem("source-unreadable", "The storage is away."));
        assertThat(run(job, work)).isInstanceOf(JobOutcome.RunAgain.class);
        assertThat(run(job, work)).isEqualTo(new JobOutcome.Done());
        assertThat(now(job).state()).isEqualTo(JobState.FAILED);
        assertThat(now(job).attempt()).isEqualTo(3);
    }

    @Test
    void errorOfTheServer_doesNotShowItself() {
        Job job = open();

        run(job, Mono.error(new IllegalStateException("secret")));

        assertThat(now(job).problem().code()).isEqualTo("internal");
        assertThat(now(job).problem().text()).doesNotContain("secret");
    }

    @Test
    void workOfALaterRelease_isLeftToIt() {
        Job job = open();

        JobOutcome outcome = task(List.of()).run(attempt(job, false)).block(LONGEST);

        assertThat(outcome).isEqualTo(new JobOutcome.NotHere());
        assertThat(now(job).state()).isEqualTo(JobState.QUEUED);
        assertThat(now(job).counted()).isZero();
    }

    /** Only the change feed connects the one that cancels with the one that works. */
    @Test
    void cancelOnAnotherInstance_endsTheWork() throws Exception {
        Job job = open();
        Mono<JobOutcome> running = task(endless()).run(attempt(job, false)).cache();
        running.subscribe();
        assertThat(begun.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(jobs.cancel(job.id()).block(LONGEST)).isNotNull();

        assertThat(running.block(LONGEST)).isEqualTo(new JobOutcome.Done());
        assertThat(cancelled.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(now(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void takeover_endsTheWorkOfTheFrozenWorker() throws Exception {
        Job job = open();
        Mono<JobOutcome> running = task(endless()).run(attempt(job, false)).cache();
        running.subscribe();
        assertThat(begun.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();

        Job taken = jobs.begin(job.id(), job.round(), 3, "another").block(LONGEST);

        assertThat(running.block(LONGEST)).isEqualTo(new JobOutcome.Done());
        assertThat(cancelled.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(now(job)).isEqualTo(taken);
    }

    /** The task stays, because the job is open: it is found dead, or runs again. */
    @Test
    void missedHeartbeats_endTheWorkAndKeepTheTask() throws Exception {
        Job job = open();

        StepVerifier.create(task(endless()).run(attempt(job, true)))
                .expectErrorMessage("no heartbeat could be written, so another worker takes the job over")
                .verify(LONGEST);

        assertThat(cancelled.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(now(job).state()).isEqualTo(JobState.RUNNING);
    }

    private List<JobWork> endless() {
        return List.of(new Work(
                JobPurpose.REMUX,
                Mono.<Void>never()
                        .doOnSubscribe(subscription -> begun.countDown())
                        .doOnCancel(cancelled::countDown)));
    }

    private JobOutcome run(Job job, Mono<Void> work) {
        return task(List.of(new Work(JobPurpose.REMUX, work)))
                .run(attempt(job, false))
                .block(LONGEST);
    }

    private JobTask task(List<JobWork> works) {
        return new JobTask(
                jobs,
                ORIGIN.bean(RunningJobs.class),
                ORIGIN.bean(TransactionalOperator.class),
                ORIGIN.bean(JobLifeMetrics.class),
                works,
                ORIGIN.bean(WorkerProperties.class));
    }

    private static JobAttempt attempt(Job job, boolean lost) {
        return new JobAttempt(job.id() + "." + job.round(), () -> lost);
    }

    private Job open() {
        ORIGIN.client().deleteSources();
        UUID source = UUID.fromString(
                ORIGIN.source(MediaMatrix.entry("avc-2997").file()).path("id").asString());
        return ORIGIN.bean(JobService.class).open(source, JobPurpose.REMUX).block(LONGEST);
    }

    private Job now(Job job) {
        return jobs.find(job.id()).block(LONGEST);
    }
}
