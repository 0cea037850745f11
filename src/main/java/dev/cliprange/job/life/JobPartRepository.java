package dev.cliprange.job.life;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of the parts of jobs. A statement of a worker names the token of its attempt. */
@Repository
class JobPartRepository {

    private static final String OF_RUNNING_JOB =
            " FROM job WHERE job.id = job_part.job_id AND job.state = 'running' AND job.attempt = :attempt"
                    + " AND job_part.job_id = :id AND job_part.part = :part ";

    private final DatabaseClient database;

    JobPartRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * An attempt that has begun.
     *
     * @param attempts those that count, including this one
     * @param plan see {@link JobParts#divide}
     * @param done whether the part has its result already
     */
    record Begun(int attempts, String plan, boolean done) {}

    /** How many parts of a job have a result. */
    record Count(int done, int all) {}

    /** Locks the row of a job until the end of the transaction; empty if this attempt does not run. */
    Mono<UUID> lock(UUID id, int attempt) {
        return database.sql("SELECT id FROM job WHERE id = :id AND attempt = :attempt AND state = 'running' FOR UPDATE")
                .bind("id", id)
                .bind("attempt", attempt)
                .map(row -> required(row.get("id", UUID.class)))
                .one();
    }

    /** Deletes the parts of other plans. */
    Mono<Void> keepOnly(UUID id, String plan) {
        return database.sql("DELETE FROM job_part WHERE job_id = :id AND plan <> :plan")
                .bind("id", id)
                .bind("plan", plan)
                .then();
    }

    /** Adds the parts that do not exist. Those without a result get all their attempts. */
    Mono<Void> add(UUID id, String plan, int count) {
        return database.sql("""
                        INSERT INTO job_part (job_id, part, plan) SELECT :id, part, :plan
                            FROM generate_series(0, :last) AS part
                        ON CONFLICT (job_id, part) DO UPDATE SET attempts = 0""")
                .bind("id", id)
                .bind("plan", plan)
                .bind("last", count - 1)
                .then();
    }

    /** Adds a task for each part without a result, and for the first part, which may only have to end the job. */
    Mono<Void> addTasks(UUID id, int attempt) {
        return database.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        SELECT :taskName, job_id || '.' || :attempt || '.' || part, now(), false, 1
                            FROM job_part WHERE job_id = :id AND (result IS NULL OR part = 0)
                        ON CONFLICT DO NOTHING""")
                .bind("taskName", JobPartTask.KIND.taskName())
                .bind("attempt", Integer.toString(attempt))
                .bind("id", id)
                .then();
    }

    /** Begins an attempt and counts it; empty if the attempt of the job does not run, or the part has none left. */
    Mono<Begun> begin(UUID id, int attempt, int part, int mostAttempts, UUID token) {
        return database.sql("UPDATE job_part SET attempts = attempts + 1, token = :token" + OF_RUNNING_JOB
                        + "AND attempts < :most RETURNING attempts, plan, result IS NOT NULL AS done")
                .bind("token", token)
                .bind("attempt", attempt)
                .bind("id", id)
                .bind("part", part)
                .bind("most", mostAttempts)
                .map(row -> new Begun(
                        required(row.get("attempts", Integer.class)),
                        required(row.get("plan", String.class)),
                        required(row.get("done", Boolean.class))))
                .one();
    }

    /** Whether a part of a running job has no attempts left. */
    Mono<Boolean> isSpent(UUID id, int part, int mostAttempts) {
        return database.sql("SELECT attempts >= :most AS spent FROM job_part WHERE job_id = :id AND part = :part")
                .bind("most", mostAttempts)
                .bind("id", id)
                .bind("part", part)
                .map(row -> required(row.get("spent", Boolean.class)))
                .one();
    }

    /** Makes an attempt not count, unless a later one has begun. */
    Mono<Void> giveBack(PartRun run) {
        return database.sql(
                        "UPDATE job_part SET attempts = attempts - 1 WHERE job_id = :id AND part = :part AND token = :token")
                .bind("id", run.job().id())
                .bind("part", run.part())
                .bind("token", run.token())
                .then();
    }

    /** Writes a result; empty if another attempt has begun, has written one, or the attempt of the job does not run. */
    Mono<Integer> put(PartRun run, byte[] result) {
        return database.sql("UPDATE job_part SET result = :result" + OF_RUNNING_JOB
                        + "AND token = :token AND result IS NULL RETURNING part")
                .bind("result", result)
                .bind("attempt", run.job().attempt())
                .bind("id", run.job().id())
                .bind("part", run.part())
                .bind("token", run.token())
                .map(row -> required(row.get("part", Integer.class)))
                .one();
    }

    Mono<Count> count(UUID id) {
        return database.sql(
                        "SELECT count(result)::int AS done, count(*)::int AS all_parts FROM job_part WHERE job_id = :id")
                .bind("id", id)
                .map(row -> new Count(
                        required(row.get("done", Integer.class)), required(row.get("all_parts", Integer.class))))
                .one();
    }

    /** The results in the order of the parts. */
    Flux<byte[]> results(UUID id) {
        return database.sql("SELECT result FROM job_part WHERE job_id = :id AND result IS NOT NULL ORDER BY part")
                .bind("id", id)
                .map(row -> required(row.get("result", byte[].class)))
                .all();
    }

    Mono<Void> delete(UUID id) {
        return database.sql("DELETE FROM job_part WHERE job_id = :id")
                .bind("id", id)
                .then();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
