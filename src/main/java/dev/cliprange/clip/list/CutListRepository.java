package dev.cliprange.clip.list;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.failure.Causes;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of cut lists. Methods that write are called under the row lock of the source. */
@Repository
public class CutListRepository {

    /** The number of rows that {@link #prune} deletes at once. */
    public static final int PRUNED_AT_ONCE = 1_000;

    private static final String UNIQUE_VIOLATION = "23505";

    private final DatabaseClient database;

    CutListRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Returns whether an error says that the source has another list with the name. */
    public static boolean isNameTaken(Throwable error) {
        return Causes.of(error)
                .anyMatch(cause ->
                        cause instanceof R2dbcException database && UNIQUE_VIOLATION.equals(database.getSqlState()));
    }

    /** Returns a list that is not deleted. */
    public Mono<CutList> find(CutListKey list) {
        return database.sql("""
                        SELECT * FROM cut_list WHERE id = :id AND source_id = :sourceId AND deleted_at IS NULL""")
                .bind("id", list.id())
                .bind("sourceId", list.sourceId())
                .map(CutListRepository::list)
                .one();
    }

    /** Returns a list that is not deleted, of any source. */
    Mono<CutList> findById(UUID id) {
        return database.sql("SELECT * FROM cut_list WHERE id = :id AND deleted_at IS NULL")
                .bind("id", id)
                .map(CutListRepository::list)
                .one();
    }

    /** Returns whether there is a row of a list, which may be deleted. */
    Mono<Boolean> exists(CutListKey list) {
        return database.sql("SELECT EXISTS (SELECT FROM cut_list WHERE id = :id AND source_id = :sourceId) AS found")
                .bind("id", list.id())
                .bind("sourceId", list.sourceId())
                .map(row -> Objects.requireNonNull(row.get("found", Boolean.class)))
                .one();
    }

    Mono<CutList> findByName(UUID sourceId, String name) {
        return database.sql("""
                        SELECT * FROM cut_list WHERE source_id = :sourceId AND name = :name AND deleted_at IS NULL""")
                .bind("sourceId", sourceId)
                .bind("name", name)
                .map(CutListRepository::list)
                .one();
    }

    /** Returns the lists of a source after {@code (createdAt, id)} in the order of creation, at most {@code limit}. */
    Flux<CutList> findAfter(UUID sourceId, Instant createdAt, UUID id, int limit) {
        return database.sql("""
                        SELECT * FROM cut_list
                        WHERE source_id = :sourceId AND (created_at, id) > (:createdAt, :id) AND deleted_at IS NULL
                        ORDER BY created_at, id LIMIT :limit""")
                .bind("sourceId", sourceId)
                .bind("createdAt", createdAt)
                .bind("id", id)
                .bind("limit", limit)
                .map(CutListRepository::list)
                .all();
    }

    /** Returns the number of lists of a source. */
    public Mono<Long> count(UUID sourceId) {
        return database.sql("SELECT count(*) AS count FROM cut_list WHERE source_id = :sourceId AND deleted_at IS NULL")
                .bind("sourceId", sourceId)
                .map(row -> Objects.requireNonNull(row.get("count", Long.class)))
                .one();
    }

    /** Writes a new list; fails as {@link #isNameTaken} recognises. */
    public Mono<CutList> insert(CutListKey list, String name) {
        return database.sql("""
                        INSERT INTO cut_list (id, source_id, name, created_at, updated_at)
                        VALUES (:id, :sourceId, :name, clock_timestamp(), clock_timestamp()) RETURNING *""")
                .bind("id", list.id())
                .bind("sourceId", list.sourceId())
                .bind("name", name)
                .map(CutListRepository::list)
                .one();
    }

    /** Renames a list that is not deleted; fails as {@link #isNameTaken} recognises. */
    public Mono<CutList> rename(CutListKey list, String name) {
        return database.sql("""
                        UPDATE cut_list SET name = :name, row_version = row_version + 1, updated_at = now()
                        WHERE id = :id AND source_id = :sourceId AND deleted_at IS NULL RETURNING *""")
                .bind("id", list.id())
                .bind("sourceId", list.sourceId())
                .bind("name", name)
                .map(CutListRepository::list)
                .one();
    }

    /** Marks a list as deleted. Its clips must be deleted in the same transaction. */
    public Mono<Void> delete(CutListKey list) {
        return mark(list, "now()");
    }

    /** Takes the deletion of a list back; fails as {@link #isNameTaken} recognises. */
    public Mono<Void> restore(CutListKey list) {
        return mark(list, "NULL");
    }

    private Mono<Void> mark(CutListKey list, String deletedAt) {
        return database.sql("""
                        UPDATE cut_list SET deleted_at = $DELETED_AT, row_version = row_version + 1, updated_at = now()
                        WHERE id = :id AND source_id = :sourceId""".replace("$DELETED_AT", deletedAt))
                .bind("id", list.id())
                .bind("sourceId", list.sourceId())
                .then();
    }

    /**
     * Deletes at most {@link #PRUNED_AT_ONCE} rows of lists that were deleted an hour before a time and before the oldest
     * operation in the log; returns the number. The rows of their clips are deleted with them.
     */
    public Mono<Long> prune(Instant before) {
        return database.sql("""
                        DELETE FROM cut_list WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM cut_list
                            WHERE deleted_at < least(
                                :before, (SELECT min(created_at) FROM cut_operation)) - interval '1 hour'
                            ORDER BY deleted_at LIMIT :limit FOR UPDATE SKIP LOCKED))""")
                .bind("before", before)
                .bind("limit", PRUNED_AT_ONCE)
                .fetch()
                .rowsUpdated();
    }

    private static CutList list(Readable row) {
        return new CutList(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("source_id", UUID.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Objects.requireNonNull(row.get("row_version", Long.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("updated_at", Instant.class)));
    }
}
