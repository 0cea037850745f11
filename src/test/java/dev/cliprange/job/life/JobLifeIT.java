package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** The states of jobs on a real database. The instance is an origin, so nothing runs them but the test. */
class JobLifeIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final JobProblem PROBLEM = new JobProblem("source-unreadable", "The storage is away.");
    private static final Origin ORIGIN = Origin.start(Map.of("cliprange.role", "origin"));
    private static final OriginClient CLIENT = ORIGIN.client();

    private final JobRepository jobs = ORIGIN.bean(JobRepository.class);
    private UUID source;
    private Job job;

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @BeforeEach
    void openJob() throws SQLException {
        execute("DELETE FROM source; DELETE FROM scheduled_tasks");
        source = UUID.fromString(
                ORIGIN.source(MediaMatrix.entry("avc-2997").file()).path("id").asString());
        job = get(ORIGIN.bean(JobService.class).open(source, JobPurpose.REMUX));
    }

    @Test
    void open_twice_isTheSameJobWithOneTask() throws SQLException {
        Job again = get(ORIGIN.bean(JobService.class).open(source, JobPurpose.REMUX));

        assertThat(again).isEqualTo(job);
        assertThat(number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'job'"))
                .isOne();
        assertThat(number("SELECT waiting FROM job_queue")).isOne();
        assertThat(get(jobs.insert(UUID.randomUUID(), source, JobPurpose.WAVEFORM))
                        .purpose())
                .isEqualTo(JobPurpose.WAVEFORM);
    }

    @Test
    void open_unknownSource_isEmpty() {
        assertThat(ORIGIN.bean(JobService.class)
                        .open(UUID.randomUUID(), JobPurpose.REMUX)
                        .blockOptional(LONGEST))
                .isEmpty();
    }

    @Test
    void workerOfAnEarlierAttempt_changesNothing() {
        Job first = begin();
        Job second = begin();

        assertThat(second.attempt()).isEqualTo(first.attempt() + 1);
        empty(jobs.progress(job.id(), first.attempt(), "copying", 50));
        empty(jobs.complete(job.id(), first.attempt()));
        empty(jobs.fail(job.id(), first.attempt(), PROBLEM));
        empty(jobs.requeue(job.id(), first.attempt(), PROBLEM));
        empty(jobs.giveBack(job.id(), first.attempt()));
        assertThat(get(jobs.find(job.id()))).isEqualTo(second);
    }

    /** The result and the state are one transaction: without the state, there is no result. */
    @Test
    void resultOfAnEarlierAttempt_isNotPublished() throws SQLException {
        var run = new JobRun(begin(), jobs, ORIGIN.bean(TransactionalOperator.class));
        begin();

        StepVerifier.create(run.complete(
                        ORIGIN.bean(dev.cliprange.source.SourceRepository.class).fail(source, "internal", "written")))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOf(JobLostException.class));

        assertThat(number("SELECT count(*) FROM source WHERE problem_detail = 'written'"))
                .isZero();
    }

    @Test
    void deadWorkers_countAsAttempts_andTheThirdIsTheLast() {
        begin();
        begin();
        begin();

        empty(jobs.begin(job.id(), job.round(), 3, "w"));
        Job failed = get(jobs.giveUp(job.id(), job.round(), 3, new AttemptRule(3).workersDied()));

        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        assertThat(failed.problem().text()).contains("each of the 3 attempts");
        Job again = get(jobs.retry(job.id()));
        assertThat(again.state()).isEqualTo(JobState.QUEUED);
        assertThat(get(jobs.begin(job.id(), again.round(), 3, "w")).attempt()).isEqualTo(4);
        empty(jobs.begin(job.id(), job.round(), 3, "the task of the round before"));
    }

    @Test
    void returnedAttempts_doNotCount() {
        for (int i = 1; i <= 5; i++) {
            Job begun = begin();
            assertThat(begun.counted()).isOne();
            assertThat(begun.attempt()).isEqualTo(i);
            assertThat(get(jobs.giveBack(job.id(), begun.attempt())).state()).isEqualTo(JobState.QUEUED);
        }
    }

    @Test
    void progress_neverDecreases_andIs100OnlyWhenCompleted() {
        Job begun = begin();

        assertThat(get(jobs.progress(job.id(), begun.attempt(), "copying", 40)).progress())
                .isEqualTo(40);
        assertThat(get(jobs.progress(job.id(), begun.attempt(), "copying", 30)).progress())
                .isEqualTo(40);
        assertThat(get(jobs.progress(job.id(), begun.attempt(), "copying", 100)).progress())
                .isEqualTo(99);
        assertThat(get(jobs.requeue(job.id(), begun.attempt(), PROBLEM)).progress())
                .isEqualTo(99);
        Job completed = get(jobs.complete(job.id(), begin().attempt()));
        assertThat(completed.progress()).isEqualTo(100);
        assertThat(completed.problem()).isNull();
    }

    @Test
    void calls_showCancelAndRetry() throws SQLException {
        String path = "/api/jobs/" + job.id();
        JsonNode queued = CLIENT.get(path).expect(200);
        assertThat(queued.path("kind").asString()).isEqualTo("remux");
        assertThat(queued.path("sourceId").asString()).isEqualTo(source.toString());
        assertThat(queued.path("state").asString()).isEqualTo("queued");

        assertThat(CLIENT.post(path + "/cancel", Map.of())
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        assertThat(CLIENT.post(path + "/cancel", Map.of())
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        assertThat(number("SELECT waiting + running FROM job_queue")).isZero();
        empty(jobs.begin(job.id(), job.round(), 3, "w"));

        assertThat(CLIENT.post(path + "/retry", Map.of())
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("queued");
        assertThat(CLIENT.post(path + "/retry", Map.of())
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("queued");
        assertThat(number("SELECT waiting FROM job_queue")).isOne();
        assertThat(CLIENT.get("/api/jobs/" + UUID.randomUUID())
                        .expect(404)
                        .path("code")
                        .asString())
                .isEqualTo("job-unknown");
    }

    /**
     * Each call in each state of the job: the status of the response, the state of the job after it, and the number of
     * tasks. The task of a running job is removed by its worker.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            queued,    show,   200, queued,    1
            queued,    open,   202, queued,    1
            queued,    cancel, 200, cancelled, 0
            queued,    retry,  200, queued,    1
            queued,    delete, 204, gone,      0
            running,   show,   200, running,   1
            running,   open,   202, running,   1
            running,   cancel, 200, cancelled, 1
            running,   retry,  200, running,   1
            running,   delete, 204, gone,      1
            completed, show,   200, completed, 0
            completed, open,   202, completed, 1
            completed, cancel, 200, completed, 0
            completed, retry,  200, completed, 0
            completed, delete, 204, gone,      0
            failed,    show,   200, failed,    0
            failed,    open,   202, failed,    1
            failed,    cancel, 200, failed,    0
            failed,    retry,  200, queued,    1
            failed,    delete, 204, gone,      0
            cancelled, show,   200, cancelled, 0
            cancelled, open,   202, cancelled, 1
            cancelled, cancel, 200, cancelled, 0
            cancelled, retry,  200, queued,    1
            cancelled, delete, 204, gone,      0
            gone,      show,   404, gone,      0
            gone,      open,   404, gone,      0
            gone,      cancel, 404, gone,      0
            gone,      retry,  404, gone,      0
            gone,      delete, 404, gone,      0
            """)
    void call_inEachState(String state, String call, int status, String after, int tasks) throws SQLException {
        bring(state);
        assertThat(state()).isEqualTo(state);
        String ofSource = "/api/sources/" + source;
        String ofJob = "/api/jobs/" + job.id();

        OriginClient.Answer answer = switch (call) {
            case "show" -> CLIENT.get(ofJob);
            case "open" -> CLIENT.post(ofSource + "/remux", Map.of());
            case "delete" -> CLIENT.delete(ofSource);
            default -> CLIENT.post(ofJob + "/" + call, Map.of());
        };

        assertThat(answer.status()).isEqualTo(status);
        assertThat(state()).isEqualTo(after);
        assertThat(number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'job'"))
                .isEqualTo(tasks);
        if (call.equals("open") && status == 202) {
            // An open job is returned, and an ended one stays beside the new one.
            assertThat(answer.body().path("id").asString().equals(job.id().toString()))
                    .isEqualTo(job.state().isOpen());
        }
    }

    @Test
    void retry_withANewerOpenJob_isThatOne() {
        get(jobs.cancel(job.id()));
        Job newer = get(ORIGIN.bean(JobService.class).open(source, JobPurpose.REMUX));

        JsonNode retried =
                CLIENT.post("/api/jobs/" + job.id() + "/retry", Map.of()).expect(200);

        assertThat(retried.path("id").asString()).isEqualTo(newer.id().toString());
        assertThat(state()).isEqualTo("cancelled");
    }

    /** As its worker would, with its task. */
    private void bring(String state) throws SQLException {
        switch (state) {
            case "queued" -> {
                return;
            }
            case "running" -> {
                job = begin();
                execute("UPDATE scheduled_tasks SET picked = true, last_heartbeat = now() WHERE task_name = 'job'");
                return;
            }
            case "completed" -> job = get(jobs.complete(job.id(), begin().attempt()));
            case "failed" -> job = get(jobs.fail(job.id(), begin().attempt(), PROBLEM));
            case "cancelled" -> job = get(jobs.cancel(job.id()));
            case "gone" -> CLIENT.delete("/api/sources/" + source).expect(204);
            default -> throw new IllegalArgumentException(state);
        }
        execute("DELETE FROM scheduled_tasks WHERE task_name = 'job'");
    }

    private String state() {
        return jobs.find(job.id())
                .map(found -> found.state().text())
                .blockOptional(LONGEST)
                .orElse("gone");
    }

    @Test
    void list_byState_hasPages() {
        var open = new HashSet<String>();
        open.add(job.id().toString());
        for (JobPurpose purpose : List.of(JobPurpose.PROXY, JobPurpose.VERIFY)) {
            open.add(get(jobs.insert(UUID.randomUUID(), source, purpose)).id().toString());
        }
        Job cancelled = get(jobs.insert(UUID.randomUUID(), source, JobPurpose.WARM));
        get(jobs.cancel(cancelled.id()));

        var listed = new HashSet<String>();
        String next = "";
        do {
            JsonNode page = CLIENT.get("/api/jobs?state=queued&limit=2" + next).expect(200);
            page.path("items").forEach(it -> listed.add(it.path("id").asString()));
            next = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!next.isEmpty());

        assertThat(listed).isEqualTo(open);
        assertThat(CLIENT.get("/api/jobs").expect(200).path("items")).hasSize(4);
        JsonNode problem = CLIENT.get("/api/jobs?state=QUEUED").expect(400);
        assertThat(problem.path("errors").get(0).path("parameter").asString()).isEqualTo("state");
    }

    @Test
    void list_newestFirst_isTheOldestFirstReversed() {
        for (JobPurpose purpose : List.of(JobPurpose.PROXY, JobPurpose.VERIFY, JobPurpose.WAVEFORM)) {
            get(jobs.insert(UUID.randomUUID(), source, purpose));
        }

        List<String> oldest = ids("/api/jobs?limit=500");
        assertThat(oldest).hasSize(4).startsWith(job.id().toString());
        assertThat(ids("/api/jobs?order=oldest&limit=3")).isEqualTo(oldest);
        assertThat(ids("/api/jobs?order=newest&limit=3")).isEqualTo(oldest.reversed());
        assertThat(ids("/api/jobs?order=newest&state=queued&limit=2")).isEqualTo(oldest.reversed());
        JsonNode problem = CLIENT.get("/api/jobs?order=best").expect(400);
        assertThat(problem.path("errors").get(0).path("parameter").asString()).isEqualTo("order");
    }

    private static List<String> ids(String path) {
        var ids = new ArrayList<String>();
        String next = "";
        do {
            JsonNode page = CLIENT.get(path + next).expect(200);
            page.path("items").forEach(it -> ids.add(it.path("id").asString()));
            next = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!next.isEmpty());
        return ids;
    }

    @Test
    void views_separateWaitingFromWorking_andShowStalledWorkers() throws SQLException {
        execute("UPDATE job SET entered_at = entered_at - interval '1 hour'");
        Job begun = begin();
        assertThat(number("SELECT count(*) FROM active_transcoding_jobs WHERE waiting >= interval '1 hour'"
                        + " AND working < interval '1 hour' AND stalled"))
                .isOne();
        execute("UPDATE scheduled_tasks SET picked = true, last_heartbeat = now()");
        assertThat(number("SELECT count(*) FROM active_transcoding_jobs WHERE NOT stalled"))
                .isOne();
        execute("UPDATE job SET entered_at = entered_at - interval '2 hours'");
        get(jobs.complete(job.id(), begun.attempt()));

        assertThat(number("SELECT count(*) FROM active_transcoding_jobs")).isZero();
        assertThat(number("SELECT count(*) FROM transcoding_history WHERE state = 'completed'"
                        + " AND waiting BETWEEN '1 hour' AND '1 hour 59 minutes'"
                        + " AND working BETWEEN '2 hours' AND '2 hours 59 minutes'"))
                .isOne();
    }

    /** No worker is started for a job that no longer exists. */
    @Test
    void deletedSource_leavesNoJobAndNoTask() throws SQLException {
        CLIENT.delete("/api/sources/" + source).expect(204);

        assertThat(number("SELECT count(*) FROM job")).isZero();
        assertThat(number("SELECT waiting + running FROM job_queue")).isZero();
    }

    /** The statement of the foreign key. Without an index, PostgreSQL has only the sequential scan that is switched off. */
    @Test
    void deletedSource_findsItsJobsByIndex() throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL enable_seqscan = off");
            try (ResultSet plan =
                    statement.executeQuery("EXPLAIN DELETE FROM ONLY job WHERE source_id = '" + source + "'")) {
                var lines = new ArrayList<String>();
                while (plan.next()) {
                    lines.add(plan.getString(1));
                }
                assertThat(lines)
                        .noneMatch(line -> line.contains("Seq Scan"))
                        .anyMatch(line -> line.contains("Index Cond"));
            }
            connection.rollback();
        }
    }

    @Test
    void cleanUp_keepsFailedJobsLonger() throws SQLException {
        get(jobs.complete(job.id(), begin().attempt()));
        Job other = get(jobs.insert(UUID.randomUUID(), source, JobPurpose.PROXY));
        get(jobs.fail(other.id(), get(jobs.begin(other.id(), 1, 3, "w")).attempt(), PROBLEM));
        execute("UPDATE job SET completed_at = now() - interval '8 days'");

        assertThat(get(jobs.cleanUp())).isOne();
        assertThat(get(jobs.find(other.id())).state()).isEqualTo(JobState.FAILED);
        execute("UPDATE job SET completed_at = now() - interval '31 days'");
        assertThat(get(jobs.cleanUp())).isOne();
        assertThat(number("SELECT count(*) FROM job")).isZero();
    }

    private Job begin() {
        return get(jobs.begin(job.id(), job.round(), 3, "worker"));
    }

    private static <T> T get(Mono<T> result) {
        return result.blockOptional(LONGEST).orElseThrow();
    }

    private static void empty(Mono<Job> result) {
        assertThat(result.blockOptional(LONGEST)).isEmpty();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
