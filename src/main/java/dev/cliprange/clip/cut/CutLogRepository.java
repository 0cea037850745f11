package dev.cliprange.clip.cut;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.cut.CutOperation.Change;
import dev.cliprange.clip.cut.CutOperation.State;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads the log of operations, and deletes old entries. */
@Repository
class CutLogRepository {

    /** The largest number of changes that an operation is returned with. */
    private static final int SHOWN_CHANGES = 100;

    static final int OPERATIONS_AT_ONCE = 1_000;
    static final int CLIPS_AT_ONCE = 10_000;
    /**
     * The approximate limit of changes on a page. If there are many operations, each is returned with fewer changes.
     */
    private static final int CHANGES_OF_A_PAGE = 10_100;

    private static final int FEWEST_CHANGES = 10;

    private static final String OPERATIONS = """
            SELECT o.id, o.source_id, coalesce(o.cut_list_id, o.source_id) AS cut_list_id, o.number, o.kind, o.created_at, o.undone_at,
                cardinality(o.clip_ids)::bigint AS change_count, c.*
            FROM ($CHOSEN) o LEFT JOIN LATERAL unnest(
                o.clip_ids[1\\:$SHOWN], o.before_titles[1\\:$SHOWN], o.before_start_us[1\\:$SHOWN], o.before_end_us[1\\:$SHOWN],
                o.after_titles[1\\:$SHOWN], o.after_start_us[1\\:$SHOWN], o.after_end_us[1\\:$SHOWN]) WITH ORDINALITY AS c (
                    clip_id, before_title, before_start_us, before_end_us,
                    after_title, after_start_us, after_end_us, place) ON true
            ORDER BY o.number DESC, c.place""";

    private final DatabaseClient database;

    CutLogRepository(DatabaseClient database) {
        this.database = database;
    }

    private static String operations(String chosen, int shownChanges) {
        return OPERATIONS.replace("$CHOSEN", chosen).replace("$SHOWN", String.valueOf(shownChanges));
    }

    private record Row(CutOperation operation, Optional<Change> change) {}

    Mono<CutOperation> findById(UUID operationId) {
        return fetch(database.sql(operations("SELECT * FROM cut_operation WHERE id = :id", SHOWN_CHANGES))
                        .bind("id", operationId))
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    /** Returns at most {@code limit} operations of a cut list before {@code number}, newest first. */
    Mono<List<CutOperation>> findBefore(CutListKey list, long number, int limit) {
        int shown = Math.clamp(CHANGES_OF_A_PAGE / limit, FEWEST_CHANGES, SHOWN_CHANGES);
        return fetch(database.sql(operations("""
                        SELECT * FROM cut_operation
                        WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                            AND number < :number
                        ORDER BY number DESC LIMIT :limit""", shown))
                .bind("sourceId", list.sourceId())
                .bind("cutListId", list.id())
                .bind("number", number)
                .bind("limit", limit));
    }

    /** Returns the newest operation of a cut list that was not undone. */
    Mono<UUID> findNewest(CutListKey list) {
        return database.sql("""
                        SELECT id FROM cut_operation
                        WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                            AND undone_at IS NULL
                        ORDER BY number DESC LIMIT 1""")
                .bind("sourceId", list.sourceId())
                .bind("cutListId", list.id())
                .map(row -> Columns.required(row, "id", UUID.class))
                .one();
    }

    /** Deletes at most {@link #OPERATIONS_AT_ONCE} operations from before a time; returns the number. */
    Mono<Long> pruneOperations(Instant before) {
        return database.sql("""
                        DELETE FROM cut_operation WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM cut_operation WHERE created_at < :before
                            ORDER BY created_at LIMIT :limit FOR UPDATE SKIP LOCKED))""")
                .bind("before", before)
                .bind("limit", OPERATIONS_AT_ONCE)
                .fetch()
                .rowsUpdated();
    }

    /**
     * Deletes at most {@link #CLIPS_AT_ONCE} rows of clips that were deleted an hour before a time and before the
     * oldest operation in the log; returns the number. The time of an operation is slightly after that of its changes.
     */
    Mono<Long> pruneClips(Instant before) {
        return database.sql("""
                        DELETE FROM clip WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM clip
                            WHERE deleted_at < least(
                                :before, (SELECT min(created_at) FROM cut_operation)) - interval '1 hour'
                            ORDER BY deleted_at LIMIT :limit FOR UPDATE SKIP LOCKED))""")
                .bind("before", before)
                .bind("limit", CLIPS_AT_ONCE)
                .fetch()
                .rowsUpdated();
    }

    private static Mono<List<CutOperation>> fetch(DatabaseClient.GenericExecuteSpec statement) {
        return statement
                .map(row -> new Row(operation(row), change(row)))
                .all()
                .bufferUntilChanged(row -> row.operation().id())
                .map(CutLogRepository::withChanges)
                .collectList();
    }

    private static CutOperation withChanges(List<Row> rows) {
        CutOperation bare = rows.getFirst().operation();
        List<Change> changes =
                rows.stream().flatMap(row -> row.change().stream()).toList();
        return new CutOperation(
                bare.id(),
                bare.list(),
                bare.number(),
                bare.kind(),
                bare.createdAt(),
                bare.undoneAt(),
                bare.changeCount(),
                changes);
    }

    private static CutOperation operation(Readable row) {
        return new CutOperation(
                Columns.required(row, "id", UUID.class),
                new CutListKey(
                        Columns.required(row, "source_id", UUID.class),
                        Columns.required(row, "cut_list_id", UUID.class)),
                Columns.required(row, "number", Long.class),
                CutKind.valueOf(Columns.required(row, "kind", String.class)),
                Columns.required(row, "created_at", Instant.class),
                row.get("undone_at", Instant.class),
                Columns.required(row, "change_count", Long.class),
                List.of());
    }

    private static Optional<Change> change(Readable row) {
        return Optional.ofNullable(row.get("clip_id", UUID.class))
                .map(clipId -> new Change(clipId, state(row, "before"), state(row, "after")));
    }

    private static @Nullable State state(Readable row, String side) {
        Long startUs = row.get(side + "_start_us", Long.class);
        return startUs == null
                ? null
                : new State(
                        row.get(side + "_title", String.class),
                        startUs,
                        Columns.required(row, side + "_end_us", Long.class));
    }
}
