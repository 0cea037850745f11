package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.WorkerProperties;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Parts of jobs on a real database, with work of the test. The instance itself runs no jobs. */
class JobPartIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Origin ORIGIN = Origin.start(Map.of("cliprange.role", "origin"));
    private static final String PLAN = "plan";

    private final JobRepository jobs = ORIGIN.bean(JobRepository.class);
    private final List<String> finished = new CopyOnWriteArrayList<>();
    private final List<Integer> discarded = new CopyOnWriteArrayList<>();
    private Job job;

    private final class Work implements DividedWork {

        private final Function<PartRun, Mono<byte[]>> make;

        Work(Function<PartRun, Mono<byte[]>> make) {
            this.make = make;
        }

        @Override
        public JobPurpose purpose() {
            return JobPurpose.RENDITIONS;
        }

        @Override
        public Mono<Void> run(JobRun run) {
            return ORIGIN.bean(JobParts.class).divide(run, PLAN, 3);
        }

        @Override
        public Mono<byte[]> part(PartRun run) {
            return make.apply(run);
        }

        @Override
        public Mono<Void> finish(JobRun run, String plan, List<byte[]> results) {
            String joined = plan + results.stream().map(JobPartIT::text).toList();
            return run.complete(ORIGIN.bean(JobParts.class).delete(run.job()).thenReturn(joined))
                    .doOnNext(finished::add)
                    .then();
        }

        @Override
        public Mono<Void> discard(PartRun run) {
            return Mono.fromRunnable(() -> discarded.add(run.part()));
        }

        @Override
        public Mono<Void> discard(Job cancelled) {
            return Mono.empty();
        }
    }

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @BeforeEach
    void openJob() {
        ORIGIN.client().deleteSources();
        UUID source = UUID.fromString(
                ORIGIN.source(MediaMatrix.entry("avc-2997").file()).path("id").asString());
        Job opened = jobs.insert(UUID.randomUUID(), source, JobPurpose.RENDITIONS, Optional.of("720p"))
                .block(LONGEST);
        job = divide(opened, PLAN, 3);
    }

    private Job divide(Job opened, String plan, int count) {
        Job begun = jobs.begin(opened.id(), opened.round(), 3, "worker").block(LONGEST);
        var run = new JobRun(begun, jobs, ORIGIN.bean(TransactionalOperator.class));
        ORIGIN.bean(JobParts.class).divide(run, plan, count).block(LONGEST);
        return begun;
    }

    @Test
    void parts_inAnyOrder_endTheJobWithTheLastOne() {
        assertThat(job.input()).isEqualTo("720p");
        assertThat(tasks()).containsExactlyInAnyOrder(name(0), name(1), name(2));

        assertThat(run(2, made())).isEqualTo(new JobOutcome.Done());
        assertThat(now().progress()).isEqualTo(33);
        run(0, made());
        assertThat(now().state()).isEqualTo(JobState.RUNNING);
        assertThat(finished).isEmpty();
        run(1, made());

        assertThat(finished).containsExactly("plan[part 0, part 1, part 2]");
        assertThat(now().state()).isEqualTo(JobState.COMPLETED);
        assertThat(parts()).isZero();
        assertThat(tasks()).isEmpty();
    }

    @Test
    void waitingParts_areInTheQueueAndNotStalled() {
        // Other tests leave tasks, because the instance runs no jobs.
        String waiting = "SELECT waiting::int FROM job_queue WHERE :id <> gen_random_uuid()";
        int before = number(waiting);
        assertThat(number("SELECT count(*)::int FROM active_transcoding_jobs WHERE id = :id AND stalled"))
                .isEqualTo(0);

        database("DELETE FROM scheduled_tasks WHERE task_name = 'job-part' AND starts_with(task_instance, :id || '.')");

        assertThat(number(waiting)).isEqualTo(before - 3);

        assertThat(number("SELECT count(*)::int FROM active_transcoding_jobs WHERE id = :id AND stalled"))
                .isEqualTo(1);
    }

    @Test
    void failureThatMayPass_isRepeatedForThePart_andTheThirdFailsTheJob() {
        Function<PartRun, Mono<byte[]>> away =
                run -> Mono.error(new FailureException(Failure.SOURCE_UNREADABLE, "The storage is away."));

        assertThat(run(1, away)).isInstanceOf(JobOutcome.RunAgain.class);
        assertThat(now().state()).isEqualTo(JobState.RUNNING);
        run(0, made());
        assertThat(run(1, away)).isInstanceOf(JobOutcome.RunAgain.class);
        assertThat(run(1, away)).isEqualTo(new JobOutcome.Done());

        assertThat(now().state()).isEqualTo(JobState.FAILED);
        assertThat(now().problem()).isEqualTo(new JobProblem("source-unreadable", "The storage is away."));
        assertThat(tasks()).isEmpty();
    }

    @Test
    void workersThatDie_useUpTheAttemptsOfThePart() {
        var partRows = ORIGIN.bean(JobPartRepository.class);
        for (int i = 0; i < 3; i++) {
            assertThat(partRows.begin(job.id(), job.attempt(), 1, 3, UUID.randomUUID())
                            .block(LONGEST))
                    .isNotNull();
        }

        assertThat(run(1, made())).isEqualTo(new JobOutcome.Done());

        assertThat(now().state()).isEqualTo(JobState.FAILED);
        assertThat(now().problem().text()).contains("each of the 3 attempts");
    }

    @Test
    void full_isNotCounted() {
        Function<PartRun, Mono<byte[]>> full =
                run -> Mono.error(new FailureException(Failure.TOO_BUSY, "No connection is free."));

        for (int i = 0; i < 5; i++) {
            assertThat(run(1, full)).isInstanceOf(JobOutcome.RunAgain.class);
        }

        assertThat(now().state()).isEqualTo(JobState.RUNNING);
    }

    /** A frozen worker wakes up after another one has made the part. */
    @Test
    void resultOfAnEarlierAttempt_isNotUsed() throws Exception {
        var begun = new CountDownLatch(1);
        var thaw = Sinks.<byte[]>one();
        Mono<JobOutcome> frozen = task(run -> thaw.asMono().doOnSubscribe(it -> begun.countDown()))
                .run(attempt(name(0)))
                .cache();
        frozen.subscribe();
        assertThat(begun.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();

        run(0, made());
        thaw.tryEmitValue(bytes("old"));
        assertThat(frozen.block(LONGEST)).isEqualTo(new JobOutcome.Done());
        run(1, made());
        run(2, made());

        assertThat(discarded).containsExactly(0);
        assertThat(finished).containsExactly("plan[part 0, part 1, part 2]");
    }

    /** The worker has died between the last result and the end of the job. */
    @Test
    void partWithAResult_isNotMadeAgain_butEndsTheJob() {
        var partRows = ORIGIN.bean(JobPartRepository.class);
        for (int part = 0; part < 3; part++) {
            UUID token = UUID.randomUUID();
            partRows.begin(job.id(), job.attempt(), part, 3, token).block(LONGEST);
            assertThat(partRows.put(new PartRun(job, part, PLAN, token), bytes("kept " + part))
                            .block(LONGEST))
                    .isEqualTo(part);
        }

        run(0, run -> Mono.error(new IllegalStateException("made again")));

        assertThat(finished).containsExactly("plan[kept 0, kept 1, kept 2]");
        assertThat(now().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void failureOfAPart_endsTheOthers() throws Exception {
        var begun = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        Mono<JobOutcome> running = task(run -> Mono.<byte[]>never()
                        .doOnSubscribe(it -> begun.countDown())
                        .doOnCancel(cancelled::countDown))
                .run(attempt(name(0)))
                .cache();
        running.subscribe();
        assertThat(begun.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();

        run(1, run -> Mono.error(new FailureException(Failure.MEDIA_MALFORMED, "The source is damaged.")));

        assertThat(running.block(LONGEST)).isEqualTo(new JobOutcome.Done());
        assertThat(cancelled.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(now().problem().code()).isEqualTo("media-malformed");
    }

    @Test
    void retry_keepsTheResultsOfTheSamePlan() {
        run(2, made());
        run(1, run -> Mono.error(new FailureException(Failure.MEDIA_UNSUPPORTED, "No such codec.")));
        Job again = jobs.retry(job.id()).block(LONGEST);

        job = divide(again, PLAN, 3);

        assertThat(tasks()).containsExactlyInAnyOrder(name(0), name(1));
        run(0, made());
        run(1, made());
        assertThat(finished).containsExactly("plan[part 0, part 1, part 2]");
    }

    @Test
    void retry_withAnotherPlan_beginsAnew() {
        run(2, made());
        run(1, run -> Mono.error(new FailureException(Failure.MEDIA_UNSUPPORTED, "No such codec.")));
        Job again = jobs.retry(job.id()).block(LONGEST);

        job = divide(again, "another", 2);

        assertThat(tasks()).containsExactlyInAnyOrder(name(0), name(1));
        assertThat(parts()).isEqualTo(2);
        run(0, made());
        run(1, made());
        assertThat(finished).containsExactly("another[part 0, part 1]");
    }

    @Test
    void taskOfAnEarlierAttempt_doesNothing() {
        String earlier = name(0);
        job = divide(now(), PLAN, 3);

        JobOutcome outcome = task(made()).run(attempt(earlier)).block(LONGEST);

        assertThat(outcome).isEqualTo(new JobOutcome.Done());
        assertThat(now().progress()).isZero();
        assertThat(tasks()).containsExactlyInAnyOrder(name(0), name(1), name(2));
    }

    @Test
    void cancel_leavesNoPartAndNoTask() {
        run(2, made());

        ORIGIN.bean(JobService.class).cancel(job.id()).block(LONGEST);

        assertThat(parts()).isZero();
        assertThat(tasks()).isEmpty();
        assertThat(run(0, made())).isEqualTo(new JobOutcome.Done());
        assertThat(now().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void deletedSource_leavesNoPartAndNoTask() {
        ORIGIN.client().deleteSources();

        assertThat(parts()).isZero();
        assertThat(tasks()).isEmpty();
    }

    private static Function<PartRun, Mono<byte[]>> made() {
        return run -> Mono.just(bytes("part " + run.part()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private JobOutcome run(int part, Function<PartRun, Mono<byte[]>> make) {
        return task(make).run(attempt(name(part))).block(LONGEST);
    }

    private JobPartTask task(Function<PartRun, Mono<byte[]>> make) {
        return new JobPartTask(
                jobs,
                ORIGIN.bean(JobPartRepository.class),
                ORIGIN.bean(RunningJobs.class),
                ORIGIN.bean(TransactionalOperator.class),
                ORIGIN.bean(JobLifeMetrics.class),
                List.of(new Work(make)),
                ORIGIN.bean(WorkerProperties.class));
    }

    private static JobAttempt attempt(String name) {
        return new JobAttempt(name, () -> false);
    }

    private String name(int part) {
        return job.id() + "." + job.attempt() + "." + part;
    }

    private Job now() {
        return jobs.find(job.id()).block(LONGEST);
    }

    private int parts() {
        return number("SELECT count(*)::int FROM job_part WHERE job_id = :id");
    }

    private List<String> tasks() {
        return ORIGIN.bean(DatabaseClient.class)
                .sql("SELECT task_instance FROM scheduled_tasks WHERE task_name = 'job-part' AND NOT picked")
                .map(row -> row.get(0, String.class))
                .all()
                .collectList()
                .block(LONGEST);
    }

    private int number(String sql) {
        return ORIGIN.bean(DatabaseClient.class)
                .sql(sql)
                .bind("id", job.id())
                .map(row -> row.get(0, Integer.class))
                .one()
                .block(LONGEST);
    }

    private void database(String sql) {
        ORIGIN.bean(DatabaseClient.class).sql(sql).bind("id", job.id()).then().block(LONGEST);
    }
}
