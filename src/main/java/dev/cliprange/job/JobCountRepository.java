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
     * @param dead those whose instance does not send heartbeats
     */
    record Count(long due, long dead) {

        static final Count NONE = new Count(0, 0);
    }

    /** Counts the jobs by the name of their kind. Kinds without jobs are absent. */
    Mono<Map<String, Count>> counts(Duration longestSilence) {
        return database.sql("""
                        SELECT task_name,
                            count(*) FILTER (WHERE NOT picked AND execution_time <= now()) AS due,
                            count(*) FILTER (WHERE picked
                                AND last_heartbeat < now() - make_interval(secs => :silence)) AS dead
                        FROM scheduled_tasks GROUP BY task_name""")
                .bind("silence", (double) longestSilence.toSeconds())
                .map((row, metadata) -> Map.entry(
                        required(row.get("task_name", String.class)),
                        new Count(required(row.get("due", Long.class)), required(row.get("dead", Long.class)))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
