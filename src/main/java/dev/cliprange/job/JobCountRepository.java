package dev.cliprange.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts the rows of jobs. */
@Component
class JobCountRepository {

    private final DatabaseClient database;

    JobCountRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The jobs of one kind.
     *
     * @param due those that wait, although they are due
     * @param oldestSeconds how long the oldest of them waits
     * @param running those that an instance has, also if it is dead
     * @param dead those whose instance does not send heartbeats
     */
    record Count(long due, double oldestSeconds, long running, long dead) {

        static final Count NONE = new Count(0, 0, 0, 0);
    }

    /** Counts the jobs by the name of their kind. Kinds without jobs are absent. */
    Mono<Map<String, Count>> counts(Duration longestSilence) {
        return database.sql("""
                        SELECT task_name,
                            count(*) FILTER (WHERE NOT picked AND execution_time <= now()) AS due,
                            coalesce(extract(epoch FROM max(now() - execution_time)
                                FILTER (WHERE NOT picked AND execution_time <= now())), 0)::float8 AS oldest,
                            count(*) FILTER (WHERE picked) AS running,
                            count(*) FILTER (WHERE picked
                                AND last_heartbeat < now() - make_interval(secs => :silence)) AS dead
                        FROM scheduled_tasks GROUP BY task_name""")
                .bind("silence", (double) longestSilence.toSeconds())
                .map((row, metadata) -> Map.entry(
                        required(row.get("task_name", String.class)),
                        new Count(
                                required(row.get("due", Long.class)),
                                required(row.get("oldest", Double.class)),
                                required(row.get("running", Long.class)),
                                required(row.get("dead", Long.class)))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Counts the jobs for workers that are due and wait. */
    Mono<Long> dueForWorkers() {
        return database.sql("SELECT waiting FROM job_queue")
                .map(row -> required(row.get("waiting", Long.class)))
                .one();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
