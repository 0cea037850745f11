package dev.cliprange.clip;

import dev.cliprange.clip.CutPlan.Target;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes of many clips at once, each statement with its entries in the log. To be called in a transaction that holds the
 * source's row.
 */
@Repository
class CutRepository {

    private static final String EXCLUSION_VIOLATION = "23P01";

    private final DatabaseClient database;

    CutRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Whether an error is the database's refusal of clips that overlap. */
    static boolean isOverlap(Throwable error) {
        Throwable current = error;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current instanceof R2dbcException database && EXCLUSION_VIOLATION.equals(database.getSqlState())) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    /**
     * An entry of the log that was begun.
     *
     * @param at the time of its transaction: what clips are made at in it
     */
    record Begun(UUID operationId, Instant at) {}

    /** A new entry of the log; without its changes. */
    Mono<Begun> begin(UUID sourceId, CutKind kind) {
        return database.sql("""
                        INSERT INTO cut_operation (id, source_id, kind) VALUES (:id, :sourceId, :kind)
                        RETURNING id, (extract(epoch FROM now()) * 1000000)::bigint AS now_us""")
                .bind("id", UUID.randomUUID())
                .bind("sourceId", sourceId)
                .bind("kind", kind.name())
                .map(row -> new Begun(get(row, "id", UUID.class), instant(get(row, "now_us", Long.class))))
                .one();
    }

    /** Deletes every clip of the source. */
    Mono<Void> clear(UUID operationId, UUID sourceId) {
        return database.sql("""
                        WITH gone AS (
                            UPDATE clip SET deleted_at = now(), row_version = row_version + 1, updated_at = now()
                            WHERE source_id = :sourceId AND deleted_at IS NULL RETURNING id, title, start_us, end_us)
                        UPDATE cut_operation SET
                            clip_ids = all_gone.ids, before_titles = all_gone.titles,
                            before_start_us = all_gone.starts, before_end_us = all_gone.ends,
                            after_titles = array_fill(NULL::text, ARRAY[all_gone.count]),
                            after_start_us = array_fill(NULL::bigint, ARRAY[all_gone.count]),
                            after_end_us = array_fill(NULL::bigint, ARRAY[all_gone.count])
                        FROM (
                            SELECT count(*)::int AS count, array_agg(id ORDER BY start_us) AS ids,
                                array_agg(title ORDER BY start_us) AS titles,
                                array_agg(start_us ORDER BY start_us) AS starts,
                                array_agg(end_us ORDER BY start_us) AS ends
                            FROM gone HAVING count(*) > 0) all_gone
                        WHERE id = :operationId""")
                .bind("operationId", operationId)
                .bind("sourceId", sourceId)
                .then();
    }

    /**
     * Makes clips as the targets say. The rows of those that live, in the order of their start. Of new clips everything is
     * known: the database is asked for the others only.
     */
    Mono<List<Clip>> apply(Begun begun, UUID sourceId, List<Target> targets) {
        return database.sql("""
                        WITH target AS (
                            SELECT * FROM unnest(:ids::uuid[], :titles::text[], :starts::bigint[], :ends::bigint[],
                                :lives::boolean[]) AS target (id, title, start_us, end_us, lives)
                        ), change AS (
                            SELECT t.id, c.title AS before_title, c.start_us AS before_start_us, c.end_us AS before_end_us,
                                CASE WHEN t.lives THEN t.title END AS after_title,
                                CASE WHEN t.lives THEN t.start_us END AS after_start_us,
                                CASE WHEN t.lives THEN t.end_us END AS after_end_us
                            FROM target t LEFT JOIN clip c ON c.id = t.id AND c.deleted_at IS NULL
                            ORDER BY coalesce(c.start_us, t.start_us), t.id
                        ), logged AS (
                            UPDATE cut_operation SET
                                clip_ids = clip_ids || (SELECT array_agg(id) FROM change),
                                before_titles = before_titles || (SELECT array_agg(before_title) FROM change),
                                before_start_us = before_start_us || (SELECT array_agg(before_start_us) FROM change),
                                before_end_us = before_end_us || (SELECT array_agg(before_end_us) FROM change),
                                after_titles = after_titles || (SELECT array_agg(after_title) FROM change),
                                after_start_us = after_start_us || (SELECT array_agg(after_start_us) FROM change),
                                after_end_us = after_end_us || (SELECT array_agg(after_end_us) FROM change)
                            WHERE id = :operationId
                        ), written AS (
                            INSERT INTO clip (id, source_id, title, start_us, end_us, deleted_at)
                            SELECT id, :sourceId, title, start_us, end_us, CASE WHEN lives THEN NULL ELSE now() END
                            FROM target
                            ON CONFLICT (id) DO UPDATE SET
                                title = excluded.title, start_us = excluded.start_us, end_us = excluded.end_us,
                                deleted_at = excluded.deleted_at, row_version = clip.row_version + 1, updated_at = now()
                            RETURNING *)
                        SELECT id, source_id, title, start_us, end_us, row_version,
                            (extract(epoch FROM created_at) * 1000000)::bigint AS created_us,
                            (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_us
                        FROM written WHERE deleted_at IS NULL AND row_version > 0""")
                .bind("operationId", begun.operationId())
                .bind("sourceId", sourceId)
                .bind("ids", column(targets, UUID.class, Target::id))
                .bind("titles", column(targets, String.class, it -> it.state().title()))
                .bind("starts", column(targets, Long.class, it -> it.state().startUs()))
                .bind("ends", column(targets, Long.class, it -> it.state().endUs()))
                .bind("lives", column(targets, Boolean.class, Target::lives))
                .map(CutRepository::clip)
                .all()
                .concatWith(Flux.fromIterable(targets)
                        .filter(Target::isNew)
                        .map(target -> target.asNew(sourceId, begun.at())))
                .collectSortedList(Comparator.comparingLong(Clip::startUs));
    }

    /** Makes the clips of an operation what they were before it. */
    Mono<Void> revert(UUID operationId) {
        return database.sql("""
                        UPDATE clip SET
                            title = CASE WHEN g.before_start_us IS NULL THEN clip.title ELSE g.before_title END,
                            start_us = coalesce(g.before_start_us, clip.start_us),
                            end_us = coalesce(g.before_end_us, clip.end_us),
                            deleted_at = CASE WHEN g.before_start_us IS NULL THEN now() END,
                            row_version = clip.row_version + 1, updated_at = now()
                        FROM cut_operation o, unnest(o.clip_ids, o.before_titles, o.before_start_us, o.before_end_us)
                            AS g (clip_id, before_title, before_start_us, before_end_us)
                        WHERE o.id = :operationId AND g.clip_id = clip.id""")
                .bind("operationId", operationId)
                .then()
                .then(database.sql("UPDATE cut_operation SET undone_at = clock_timestamp() WHERE id = :operationId")
                        .bind("operationId", operationId)
                        .then());
    }

    /** Has the database judge now, not when the transaction ends. */
    Mono<Void> judge() {
        return database.sql("SET CONSTRAINTS clip_overlap IMMEDIATE").then();
    }

    private static <T> @Nullable T[] column(List<Target> targets, Class<T> type, Function<Target, @Nullable T> value) {
        @SuppressWarnings("unchecked")
        @Nullable T[] column = (@Nullable T[]) java.lang.reflect.Array.newInstance(type, targets.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(targets.get(i));
        }
        return column;
    }

    private static Clip clip(Readable row) {
        return new Clip(
                get(row, "id", UUID.class),
                get(row, "source_id", UUID.class),
                row.get("title", String.class),
                get(row, "start_us", Long.class),
                get(row, "end_us", Long.class),
                get(row, "row_version", Long.class),
                instant(get(row, "created_us", Long.class)),
                instant(get(row, "updated_us", Long.class)));
    }

    /** Times come as numbers: reading ten thousand of them from the driver's text took longer than writing the rows. */
    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }

    /** The value of a column that is never null. */
    static <T> T get(Readable row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException(column + ": null (expected: a value)");
        }
        return value;
    }
}
