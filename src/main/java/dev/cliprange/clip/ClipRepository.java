package dev.cliprange.clip;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of clips. Deleted ones are seen by nobody. */
interface ClipRepository extends Repository<Clip, UUID> {

    @Query("SELECT * FROM clip WHERE id = :id AND deleted_at IS NULL")
    Mono<Clip> findById(UUID id);

    /** The clips of a source behind {@code (startUs, id)} in the order of their start, at most {@code limit}. */
    @Query("""
            SELECT * FROM clip WHERE source_id = :sourceId AND deleted_at IS NULL AND (start_us, id) > (:startUs, :id)
            ORDER BY start_us, id LIMIT :limit""")
    Flux<Clip> findBehind(UUID sourceId, long startUs, UUID id, int limit);

    /** The clips of a source that share time with a range, but for one; in order, at most {@code limit}. */
    @Query("""
            SELECT * FROM clip WHERE source_id = :sourceId AND deleted_at IS NULL AND id <> :exceptId
                AND int8range(start_us, end_us, '[)') && int8range(:startUs, :endUs, '[)')
            ORDER BY start_us LIMIT :limit""")
    Flux<Clip> findOverlapping(UUID sourceId, long startUs, long endUs, UUID exceptId, int limit);

    /** Holds the source's row until the transaction ends; the id, or empty when the source is gone. */
    @Query("SELECT id FROM source WHERE id = :sourceId FOR NO KEY UPDATE")
    Mono<UUID> lockSource(UUID sourceId);

    @Query("""
            INSERT INTO clip (id, source_id, title, start_us, end_us)
            VALUES (:id, :sourceId, :title, :startUs, :endUs) RETURNING *""")
    Mono<Clip> insert(UUID id, UUID sourceId, @Nullable String title, long startUs, long endUs);

    /** The changed row; empty when the row is not at this version any more. */
    @Query("""
            UPDATE clip SET title = :title, start_us = :startUs, end_us = :endUs,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND row_version = :rowVersion AND deleted_at IS NULL RETURNING *""")
    Mono<Clip> update(UUID id, @Nullable String title, long startUs, long endUs, long rowVersion);

    /** The id of the deleted clip; empty when the row is not at this version any more. */
    @Query("""
            UPDATE clip SET deleted_at = now(), row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND row_version = :rowVersion AND deleted_at IS NULL RETURNING id""")
    Mono<UUID> delete(UUID id, long rowVersion);
}
