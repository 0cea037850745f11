package dev.cliprange.clip;

import dev.cliprange.clip.CutOperation.Change;
import dev.cliprange.clip.CutOperation.State;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The log of cut operations, for reading. */
@Repository
class CutLogRepository {

    /** An operation with many changes shows the first of them. */
    private static final int SHOWN_CHANGES = 100;

    private static final String OPERATIONS = """
            SELECT o.*, c.*,
                (SELECT count(*) FROM cut_operation_change g WHERE g.operation_id = o.id) AS change_count
            FROM (%s) o LEFT JOIN LATERAL (
                SELECT * FROM cut_operation_change g WHERE g.operation_id = o.id
                ORDER BY coalesce(before_start_us, after_start_us), clip_id LIMIT :shown) c ON true
            ORDER BY o.number DESC, coalesce(before_start_us, after_start_us), clip_id""";

    private final DatabaseClient database;

    CutLogRepository(DatabaseClient database) {
        this.database = database;
    }

    private record Row(CutOperation operation, Optional<Change> change) {}

    Mono<CutOperation> findById(UUID operationId) {
        return fetch(database.sql(OPERATIONS.formatted("SELECT * FROM cut_operation WHERE id = :id"))
                        .bind("id", operationId))
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    /** The operations of a source before {@code number}, newest first, at most {@code limit}. */
    Mono<List<CutOperation>> findBefore(UUID sourceId, long number, int limit) {
        return fetch(database.sql(OPERATIONS.formatted("""
                        SELECT * FROM cut_operation WHERE source_id = :sourceId AND number < :number
                        ORDER BY number DESC LIMIT :limit"""))
                .bind("sourceId", sourceId)
                .bind("number", number)
                .bind("limit", limit));
    }

    /** The newest operation of a source that was not undone. */
    Mono<UUID> findNewest(UUID sourceId) {
        return database.sql("""
                        SELECT id FROM cut_operation WHERE source_id = :sourceId AND undone_at IS NULL
                        ORDER BY number DESC LIMIT 1""")
                .bind("sourceId", sourceId)
                .map(row -> CutRepository.get(row, "id", UUID.class))
                .one();
    }

    private static Mono<List<CutOperation>> fetch(DatabaseClient.GenericExecuteSpec statement) {
        return statement
                .bind("shown", SHOWN_CHANGES)
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
                bare.sourceId(),
                bare.number(),
                bare.kind(),
                bare.createdAt(),
                bare.undoneAt(),
                bare.changeCount(),
                changes);
    }

    private static CutOperation operation(Readable row) {
        return new CutOperation(
                CutRepository.get(row, "id", UUID.class),
                CutRepository.get(row, "source_id", UUID.class),
                CutRepository.get(row, "number", Long.class),
                CutKind.valueOf(CutRepository.get(row, "kind", String.class)),
                CutRepository.get(row, "created_at", Instant.class),
                row.get("undone_at", Instant.class),
                CutRepository.get(row, "change_count", Long.class),
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
                        CutRepository.get(row, side + "_end_us", Long.class));
    }
}
