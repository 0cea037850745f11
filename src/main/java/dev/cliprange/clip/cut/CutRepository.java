package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
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
 * Changes of clips with their entry in the log. To be called in a transaction that holds the source's row: what the targets
 * say was before is so still.
 */
@Repository
public class CutRepository {

    private static final String EXCLUSION_VIOLATION = "23P01";

    /** A clip that the operation made keeps its range and goes; any other one gets its former state back. */
    public static final String REVERT = """
            INSERT INTO clip (id, source_id, title, start_us, end_us, deleted_at)
            SELECT g.clip_id, o.source_id,
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

    /** Whether an error is the database's refusal of clips that overlap. */
    static boolean isOverlap(Throwable error) {
        return Causes.of(error)
                .anyMatch(cause -> cause instanceof R2dbcException database
                        && EXCLUSION_VIOLATION.equals(database.getSqlState()));
    }

    /**
     * Makes clips as the targets say. One statement: what an operation on a clip or two costs is the way to the database.
     *
     * @return those that live, in the order of their start
     */
    Mono<List<Clip>> write(UUID sourceId, CutKind kind, List<Target> changes) {
        List<Target> targets = inOrder(changes);
        return bind(database.sql("""
                        WITH logged AS (
                            INSERT INTO cut_operation (id, source_id, kind, clip_ids,
                                before_titles, before_start_us, before_end_us, after_titles, after_start_us, after_end_us)
                            VALUES (:operationId, :sourceId, :kind, :ids::uuid[],
                                :beforeTitles, :beforeStarts, :beforeEnds, :afterTitles, :afterStarts, :afterEnds)
                        ), written AS (
                            INSERT INTO clip (id, source_id, title, start_us, end_us, deleted_at)
                            SELECT id, :sourceId, title, start_us, end_us, CASE WHEN lives THEN NULL ELSE now() END
                            FROM unnest(:ids::uuid[], :titles::text[], :starts::bigint[], :ends::bigint[], :lives::boolean[])
                                AS target (id, title, start_us, end_us, lives)
                            ON CONFLICT (id) DO UPDATE SET
                                title = excluded.title, start_us = excluded.start_us, end_us = excluded.end_us,
                                deleted_at = excluded.deleted_at, row_version = clip.row_version + 1, updated_at = now()
                            RETURNING *)
                        SELECT * FROM written WHERE deleted_at IS NULL"""), sourceId, kind, targets)
                .bind("titles", column(targets, String.class, it -> it.state().title()))
                .bind("starts", column(targets, Long.class, it -> it.state().startUs()))
                .bind("ends", column(targets, Long.class, it -> it.state().endUs()))
                .bind("lives", column(targets, Boolean.class, Target::lives))
                .map(CutRepository::clip)
                .all()
                .collectSortedList(Comparator.comparingLong(Clip::startUs));
    }

    /**
     * Puts new clips in the place of all there are.
     *
     * @param targets in the order of their start
     * @return the new clips in this order: everything is known of them, so the database is not asked
     */
    Mono<List<Clip>> replaceAll(UUID sourceId, CutKind kind, List<Target> targets) {
        UUID operationId = UUID.randomUUID();
        return database.sql("""
                        WITH gone AS (
                            UPDATE clip SET deleted_at = now(), row_version = row_version + 1, updated_at = now()
                            WHERE source_id = :sourceId AND deleted_at IS NULL RETURNING id, title, start_us, end_us
                        ), all_gone AS (
                            SELECT count(*)::int AS count, array_agg(id ORDER BY start_us) AS ids,
                                array_agg(title ORDER BY start_us) AS titles,
                                array_agg(start_us ORDER BY start_us) AS starts,
                                array_agg(end_us ORDER BY start_us) AS ends
                            FROM gone)
                        INSERT INTO cut_operation (id, source_id, kind, clip_ids,
                            before_titles, before_start_us, before_end_us, after_titles, after_start_us, after_end_us)
                        SELECT :operationId, :sourceId, :kind, ids || :ids::uuid[],
                            titles || array_fill(NULL::text, ARRAY[:fresh::int]),
                            starts || array_fill(NULL::bigint, ARRAY[:fresh::int]),
                            ends || array_fill(NULL::bigint, ARRAY[:fresh::int]),
                            array_fill(NULL::text, ARRAY[count]) || :titles::text[],
                            array_fill(NULL::bigint, ARRAY[count]) || :starts::bigint[],
                            array_fill(NULL::bigint, ARRAY[count]) || :ends::bigint[]
                        FROM all_gone
                        RETURNING now() AS now""")
                .bind("operationId", operationId)
                .bind("sourceId", sourceId)
                .bind("kind", kind.name())
                .bind("fresh", targets.size())
                .bind("ids", column(targets, UUID.class, Target::id))
                .bind("titles", column(targets, String.class, it -> it.state().title()))
                .bind("starts", column(targets, Long.class, it -> it.state().startUs()))
                .bind("ends", column(targets, Long.class, it -> it.state().endUs()))
                .map(row -> get(row, "now", Instant.class))
                .one()
                .flatMap(now -> insert(operationId).thenReturn(fresh(sourceId, targets, now)));
    }

    /** Makes the clips that an entry of the log names as new: what is in the database already is not sent again. */
    private Mono<Void> insert(UUID operationId) {
        return database.sql("""
                        INSERT INTO clip (id, source_id, title, start_us, end_us)
                        SELECT g.clip_id, o.source_id, g.title, g.start_us, g.end_us
                        FROM cut_operation o, unnest(o.clip_ids, o.after_titles, o.after_start_us, o.after_end_us)
                            AS g (clip_id, title, start_us, end_us)
                        WHERE o.id = :operationId AND g.start_us IS NOT NULL""").bind("operationId", operationId).then();
    }

    /** What an entry of the log says, in the order of the targets. */
    private static GenericExecuteSpec bind(
            GenericExecuteSpec statement, UUID sourceId, CutKind kind, List<Target> targets) {
        return statement
                .bind("operationId", UUID.randomUUID())
                .bind("sourceId", sourceId)
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
     * Makes the clips of an operation what they were before it. Each row is found by its key, whatever the planner believes: a
     * join with the operation's arrays became a nested loop over the whole table where statistics were old or missing. The
     * rows are all there: a deleted clip is kept as long as the operations that name it.
     */
    Mono<Void> revert(UUID operationId) {
        return database.sql(REVERT)
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
                get(row, "created_at", Instant.class),
                get(row, "updated_at", Instant.class));
    }

    private static List<Clip> fresh(UUID sourceId, List<Target> targets, Instant now) {
        return targets.stream()
                .map(it -> new Clip(
                        it.id(),
                        sourceId,
                        it.state().title(),
                        it.state().startUs(),
                        it.state().endUs(),
                        0,
                        now,
                        now))
                .toList();
    }

    /** In the order of where the clips were, or where they come to be. */
    private static List<Target> inOrder(List<Target> targets) {
        return targets.stream()
                .sorted(Comparator.comparingLong(CutRepository::placeUs))
                .toList();
    }

    private static long placeUs(Target target) {
        State before = target.before();
        return before == null ? target.state().startUs() : before.startUs();
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
