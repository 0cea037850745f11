package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.cut.CutOperation.State;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.failure.Causes;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Writes changes of clips with their entry in the log. The caller's transaction holds the row lock of the source, so
 * that the state of the targets before the change is current.
 */
@Repository
public class CutRepository {

    private static final String EXCLUSION_VIOLATION = "23P01";

    /**
     * Deletes the clips that the operation made, which keep their range, and restores the former state of all others.
     */
    public static final String REVERT = """
            INSERT INTO clip (id, source_id, cut_list_id, title, start_us, end_us, deleted_at)
            SELECT g.clip_id, o.source_id, o.cut_list_id,
                CASE WHEN g.before_start_us IS NULL THEN g.after_title ELSE g.before_title END,
                coalesce(g.before_start_us, g.after_start_us), coalesce(g.before_end_us, g.after_end_us),
                CASE WHEN g.before_start_us IS NULL THEN now() END
            FROM cut_operation o, unnest(
                o.clip_ids, o.before_titles, o.before_start_us, o.before_end_us,
                o.after_titles, o.after_start_us, o.after_end_us)
                AS g (clip_id, before_title, before_start_us, before_end_us, after_title, after_start_us, after_end_us)
            WHERE o.id = :operationId
            ON CONFLICT (id) DO UPDATE SET
                title = excluded.title, start_us = excluded.start_us, end_us = excluded.end_us,
                deleted_at = excluded.deleted_at, row_version = clip.row_version + 1, updated_at = now()""";

    private final DatabaseClient database;

    CutRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Returns whether an error is a violation of the exclusion constraint on clips. */
    static boolean isOverlap(Throwable error) {
        return Causes.of(error)
                .anyMatch(cause ->
                        cause instanceof R2dbcException database && EXCLUSION_VIOLATION.equals(database.getSqlState()));
    }

    /**
     * Writes the targets in one statement, because round trips to the database dominate the cost of small operations.
     *
     * @return the clips that were not deleted, in the order of their start
     */
    Mono<List<Clip>> write(CutListKey list, CutKind kind, List<Target> changes) {
        List<Target> targets = inOrder(changes);
        return bind(database.sql("""
                        WITH logged AS (
                            INSERT INTO cut_operation (id, source_id, cut_list_id, kind, clip_ids,
                                before_titles, before_start_us, before_end_us, after_titles, after_start_us, after_end_us)
                            VALUES (:operationId, :sourceId, nullif(:cutListId, :sourceId), :kind, :ids::uuid[],
                                :beforeTitles, :beforeStarts, :beforeEnds, :afterTitles, :afterStarts, :afterEnds)
                        ), written AS (
                            INSERT INTO clip (id, source_id, cut_list_id, title, start_us, end_us, deleted_at)
                            SELECT id, :sourceId, nullif(:cutListId, :sourceId), title, start_us, end_us, CASE WHEN lives THEN NULL ELSE now() END
                            FROM unnest(:ids::uuid[], :titles::text[], :starts::bigint[], :ends::bigint[], :lives::boolean[])
                                AS target (id, title, start_us, end_us, lives)
                            ON CONFLICT (id) DO UPDATE SET
                                title = excluded.title, start_us = excluded.start_us, end_us = excluded.end_us,
                                deleted_at = excluded.deleted_at, row_version = clip.row_version + 1, updated_at = now()
                            RETURNING *)
                        SELECT\s""" + Clip.COLUMNS + " FROM written WHERE deleted_at IS NULL"), list, kind, targets)
                .bind("titles", column(targets, String.class, it -> it.state().title()))
                .bind("starts", column(targets, Long.class, it -> it.state().startUs()))
                .bind("ends", column(targets, Long.class, it -> it.state().endUs()))
                .bind("lives", column(targets, Boolean.class, Target::lives))
                .map(CutRepository::clip)
                .all()
                .collectSortedList(Comparator.comparingLong(Clip::startUs));
    }

    /**
     * Replaces all clips of a cut list by new ones.
     *
     * @param targets in the order of their start; may be empty
     * @return the new clips in this order. They are not read from the database, because all their values are known
     */
    Mono<List<Clip>> replaceAll(CutListKey list, CutKind kind, List<Target> targets) {
        UUID operationId = UUID.randomUUID();
        return database.sql("""
                        WITH gone AS (
                            UPDATE clip SET deleted_at = now(), row_version = row_version + 1, updated_at = now()
                            WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                                AND deleted_at IS NULL RETURNING id, title, start_us, end_us
                        ), all_gone AS (
                            SELECT count(*)::int AS count, array_agg(id ORDER BY start_us) AS ids,
                                array_agg(title ORDER BY start_us) AS titles,
                                array_agg(start_us ORDER BY start_us) AS starts,
                                array_agg(end_us ORDER BY start_us) AS ends
                            FROM gone)
                        INSERT INTO cut_operation (id, source_id, cut_list_id, kind, clip_ids,
                            before_titles, before_start_us, before_end_us, after_titles, after_start_us, after_end_us)
                        SELECT :operationId, :sourceId, nullif(:cutListId, :sourceId), :kind, ids || :ids::uuid[],
                            titles || array_fill(NULL::text, ARRAY[:fresh::int]),
                            starts || array_fill(NULL::bigint, ARRAY[:fresh::int]),
                            ends || array_fill(NULL::bigint, ARRAY[:fresh::int]),
                            array_fill(NULL::text, ARRAY[count]) || :titles::text[],
                            array_fill(NULL::bigint, ARRAY[count]) || :starts::bigint[],
                            array_fill(NULL::bigint, ARRAY[count]) || :ends::bigint[]
                        FROM all_gone
                        RETURNING now() AS now""")
                .bind("operationId", operationId)
                .bind("sourceId", list.sourceId())
                .bind("cutListId", list.id())
                .bind("kind", kind.name())
                .bind("fresh", targets.size())
                .bind("ids", column(targets, UUID.class, Target::id))
                .bind("titles", column(targets, String.class, it -> it.state().title()))
                .bind("starts", column(targets, Long.class, it -> it.state().startUs()))
                .bind("ends", column(targets, Long.class, it -> it.state().endUs()))
                .map(row -> Columns.required(row, "now", Instant.class))
                .one()
                .flatMap(now -> insert(operationId).thenReturn(fresh(list, targets, now)));
    }

    /**
     * Inserts the new clips of an entry in the log. Their values are taken from the entry, so they are not sent again.
     */
    private Mono<Void> insert(UUID operationId) {
        return database.sql("""
                        INSERT INTO clip (id, source_id, cut_list_id, title, start_us, end_us)
                        SELECT g.clip_id, o.source_id, o.cut_list_id, g.title, g.start_us, g.end_us
                        FROM cut_operation o, unnest(o.clip_ids, o.after_titles, o.after_start_us, o.after_end_us)
                            AS g (clip_id, title, start_us, end_us)
                        WHERE o.id = :operationId AND g.start_us IS NOT NULL""").bind("operationId", operationId).then();
    }

    /** Binds the columns of an entry in the log, in the order of the targets. */
    private static GenericExecuteSpec bind(
            GenericExecuteSpec statement, CutListKey list, CutKind kind, List<Target> targets) {
        return statement
                .bind("operationId", UUID.randomUUID())
                .bind("sourceId", list.sourceId())
                .bind("cutListId", list.id())
                .bind("kind", kind.name())
                .bind("ids", column(targets, UUID.class, Target::id))
                .bind("beforeTitles", column(targets, String.class, it -> of(it.before(), State::title)))
                .bind("beforeStarts", column(targets, Long.class, it -> of(it.before(), State::startUs)))
                .bind("beforeEnds", column(targets, Long.class, it -> of(it.before(), State::endUs)))
                .bind("afterTitles", column(targets, String.class, it -> of(it.after(), State::title)))
                .bind("afterStarts", column(targets, Long.class, it -> of(it.after(), State::startUs)))
                .bind("afterEnds", column(targets, Long.class, it -> of(it.after(), State::endUs)));
    }

    private static <T> @Nullable T of(@Nullable State state, Function<State, @Nullable T> value) {
        return state == null ? null : value.apply(state);
    }

    /**
     * Restores the clips of an operation to their state before it. Each row is found by its key, independent of the
     * planner: with old or missing statistics, a join with the arrays of the operation became a nested loop over the
     * whole table. All rows exist, because a deleted clip is kept as long as the operations that name it.
     */
    Mono<Void> revert(UUID operationId) {
        return database.sql(REVERT)
                .bind("operationId", operationId)
                .then()
                .then(database.sql("UPDATE cut_operation SET undone_at = clock_timestamp() WHERE id = :operationId")
                        .bind("operationId", operationId)
                        .then());
    }

    /** Checks the deferred exclusion constraint now instead of at commit. */
    Mono<Void> enforceNonOverlap() {
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
                Columns.required(row, "id", UUID.class),
                Columns.required(row, "source_id", UUID.class),
                Columns.required(row, "cut_list_id", UUID.class),
                row.get("title", String.class),
                Columns.required(row, "start_us", Long.class),
                Columns.required(row, "end_us", Long.class),
                Columns.required(row, "row_version", Long.class),
                Columns.required(row, "created_at", Instant.class),
                Columns.required(row, "updated_at", Instant.class));
    }

    private static List<Clip> fresh(CutListKey list, List<Target> targets, Instant now) {
        return targets.stream()
                .map(it -> new Clip(
                        it.id(),
                        list.sourceId(),
                        list.id(),
                        it.state().title(),
                        it.state().startUs(),
                        it.state().endUs(),
                        0,
                        now,
                        now))
                .toList();
    }

    /** Returns the targets in the order of their former start; new clips have only their new one. */
    private static List<Target> inOrder(List<Target> targets) {
        return targets.stream()
                .sorted(Comparator.comparingLong(CutRepository::placeUs))
                .toList();
    }

    private static long placeUs(Target target) {
        State before = target.before();
        return before == null ? target.state().startUs() : before.startUs();
    }
}
