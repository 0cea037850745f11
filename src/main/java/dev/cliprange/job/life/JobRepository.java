package dev.cliprange.job.life;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of jobs. A statement that opens a job also adds its task to the table of db-scheduler, so a job and its task
 * are one transaction. A statement of a worker names its attempt, and returns nothing if the job is no longer its own.
 */
@Repository
class JobRepository {

    private static final String OPEN = "state IN ('queued', 'running')";
    private static final String OF_ATTEMPT = "WHERE id = :id AND attempt = :attempt AND state = 'running'";
    /** Adds the task of the job that the statement before has written. */
    private static final String ADD_TASK = """
            , task AS (INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                SELECT :taskName, id || '.' || round, now(), false, 1 FROM written)
            SELECT * FROM written""";

    private final DatabaseClient database;

    JobRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Inserts a job that waits; empty if the source has an open one for the purpose, or does not exist. */
    Mono<Job> insert(UUID id, UUID sourceId, JobPurpose purpose) {
        return insert(id, sourceId, purpose, Optional.empty());
    }

    /** As {@link #insert(UUID, UUID, JobPurpose)}, with what the client requested. */
    Mono<Job> insert(UUID id, UUID sourceId, JobPurpose purpose, Optional<String> input) {
        GenericExecuteSpec statement = database.sql("""
                        WITH written AS (INSERT INTO job (id, source_id, kind, input)
                            SELECT :id, source.id, :kind, :input FROM source WHERE source.id = :sourceId
                            ON CONFLICT (source_id, kind) WHERE state IN ('queued', 'running') DO NOTHING
                            RETURNING *)""" + ADD_TASK)
                .bind("id", id)
                .bind("sourceId", sourceId)
                .bind("kind", purpose.text())
                .bind("taskName", JobTask.KIND.taskName());
        return one(input.map(it -> statement.bind("input", it))
                .orElseGet(() -> statement.bindNull("input", String.class)));
    }

    Mono<Job> findOpen(UUID sourceId, JobPurpose purpose) {
        return one(database.sql("SELECT * FROM job WHERE source_id = :sourceId AND kind = :kind AND " + OPEN)
                .bind("sourceId", sourceId)
                .bind("kind", purpose.text()));
    }

    Mono<Job> find(UUID id) {
        return one(database.sql("SELECT * FROM job WHERE id = :id").bind("id", id));
    }

    /** Lists at most {@code limit} jobs that come after {@code (createdAt, id)} in this order. */
    Flux<Job> findAfter(Optional<JobState> state, JobOrder order, Instant createdAt, UUID id, int limit) {
        String place = "SELECT * FROM job WHERE (created_at, id) "
                + (order == JobOrder.OLDEST ? ">" : "<")
                + " (:createdAt, :id)";
        String sorted = order == JobOrder.OLDEST ? " ORDER BY created_at, id" : " ORDER BY created_at DESC, id DESC";
        GenericExecuteSpec query = database.sql(
                        place + (state.isPresent() ? " AND state = :state" : "") + sorted + " LIMIT :limit")
                .bind("createdAt", createdAt)
                .bind("id", id)
                .bind("limit", limit);
        return state.map(wanted -> query.bind("state", wanted.text()))
                .orElse(query)
                .map(JobRepository::job)
                .all();
    }

    /**
     * Begins an attempt and counts it; also if the worker of an earlier attempt has died. Empty if the job is not open,
     * is of a later round, or has no attempts left.
     */
    Mono<Job> begin(UUID id, int round, int mostAttempts, String worker) {
        return one(database.sql("""
                        UPDATE job SET state = 'running', attempt = attempt + 1, worker = :worker, phase = NULL,
                            problem_code = NULL, problem_text = NULL, started_at = coalesce(started_at, now())
                        WHERE id = :id AND round = :round AND attempt - uncounted < :most
                            AND state IN ('queued', 'running')
                        RETURNING *""")
                .bind("worker", worker)
                .bind("id", id)
                .bind("round", round)
                .bind("most", mostAttempts));
    }

    /** Fails an open job that has no attempts left; empty otherwise. A problem that it has stays. */
    Mono<Job> giveUp(UUID id, int round, int mostAttempts, JobProblem problem) {
        return one(problem(database.sql("""
                        UPDATE job SET state = 'failed', phase = NULL, completed_at = now(),
                            problem_code = coalesce(problem_code, :code), problem_text = coalesce(problem_text, :text)
                        WHERE id = :id AND round = :round AND attempt - uncounted >= :most
                            AND state IN ('queued', 'running')
                        RETURNING *"""), problem)
                .bind("id", id)
                .bind("round", round)
                .bind("most", mostAttempts));
    }

    /** Writes the progress of an attempt, which does not decrease and is at most 99. */
    Mono<Job> progress(UUID id, int attempt, String phase, int percent) {
        return one(attempt(
                database.sql("UPDATE job SET phase = :phase, progress = greatest(progress, least(:percent, 99)) "
                                + OF_ATTEMPT + " RETURNING *")
                        .bind("phase", phase)
                        .bind("percent", percent),
                id,
                attempt));
    }

    Mono<Job> complete(UUID id, int attempt) {
        return one(attempt(
                database.sql("UPDATE job SET state = 'completed', progress = 100, phase = NULL, completed_at = now() "
                        + OF_ATTEMPT + " RETURNING *"),
                id,
                attempt));
    }

    Mono<Job> fail(UUID id, int attempt, JobProblem problem) {
        return one(attempt(
                problem(
                        database.sql("UPDATE job SET state = 'failed', phase = NULL, completed_at = now(),"
                                + " problem_code = :code, problem_text = :text " + OF_ATTEMPT + " RETURNING *"),
                        problem),
                id,
                attempt));
    }

    /** Ends an attempt that will be repeated. */
    Mono<Job> requeue(UUID id, int attempt, JobProblem problem) {
        return one(attempt(
                problem(
                        database.sql("UPDATE job SET state = 'queued', phase = NULL, worker = NULL,"
                                + " problem_code = :code, problem_text = :text " + OF_ATTEMPT + " RETURNING *"),
                        problem),
                id,
                attempt));
    }

    /** Ends an attempt that did not fail and does not count. */
    Mono<Job> giveBack(UUID id, int attempt) {
        return one(attempt(
                database.sql("UPDATE job SET state = 'queued', phase = NULL, worker = NULL, uncounted = uncounted + 1 "
                        + OF_ATTEMPT + " RETURNING *"),
                id,
                attempt));
    }

    /** Cancels an open job, and deletes its parts, and its task unless it runs; empty if the job is not open. */
    Mono<Job> cancel(UUID id) {
        return one(database.sql("""
                        WITH written AS (UPDATE job SET state = 'cancelled', phase = NULL, completed_at = now()
                            WHERE id = :id AND state IN ('queued', 'running') RETURNING *),
                        task AS (DELETE FROM scheduled_tasks t USING written
                            WHERE t.task_name = :taskName AND NOT t.picked
                                AND t.task_instance = written.id || '.' || written.round),
                        parts AS (DELETE FROM job_part p USING written WHERE p.job_id = written.id)
                        SELECT * FROM written""").bind("id", id).bind("taskName", JobTask.KIND.taskName()));
    }

    /**
     * Opens a failed or cancelled job again, with all its attempts. Empty if it is in another state, or if the source
     * has another open job for the purpose.
     */
    Mono<Job> retry(UUID id) {
        return one(database.sql("""
                        WITH written AS (UPDATE job SET state = 'queued', worker = NULL, uncounted = attempt,
                                round = round + 1, problem_code = NULL, problem_text = NULL, completed_at = NULL
                            WHERE id = :id AND state IN ('failed', 'cancelled') AND NOT EXISTS (
                                SELECT FROM job other WHERE other.source_id = job.source_id AND other.kind = job.kind
                                    AND other.state IN ('queued', 'running'))
                            RETURNING *)""" + ADD_TASK).bind("id", id).bind("taskName", JobTask.KIND.taskName()));
    }

    /** Deletes jobs that ended long ago and returns their number. */
    Mono<Long> cleanUp() {
        return database.sql("SELECT cleanup_old_transcoding_jobs()")
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    private static GenericExecuteSpec attempt(GenericExecuteSpec statement, UUID id, int attempt) {
        return statement.bind("id", id).bind("attempt", attempt);
    }

    private static GenericExecuteSpec problem(GenericExecuteSpec statement, JobProblem problem) {
        return statement.bind("code", problem.code()).bind("text", problem.text());
    }

    private static Mono<Job> one(GenericExecuteSpec statement) {
        return statement.map(JobRepository::job).one();
    }

    private static Job job(Readable row) {
        String code = row.get("problem_code", String.class);
        int attempt = required(row.get("attempt", Integer.class));
        return new Job(
                required(row.get("id", UUID.class)),
                required(row.get("source_id", UUID.class)),
                JobPurpose.of(required(row.get("kind", String.class))),
                JobState.of(required(row.get("state", String.class))),
                row.get("phase", String.class),
                required(row.get("progress", Integer.class)),
                attempt,
                attempt - required(row.get("uncounted", Integer.class)),
                required(row.get("round", Integer.class)),
                row.get("worker", String.class),
                code == null ? null : new JobProblem(code, required(row.get("problem_text", String.class))),
                required(row.get("created_at", Instant.class)),
                row.get("started_at", Instant.class),
                row.get("completed_at", Instant.class),
                row.get("input", String.class));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
