package dev.cliprange.clip;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of clips. Deleted ones are seen by nobody. */
public interface ClipRepository extends Repository<Clip, UUID> {

    /**
     * Finds the row before it asks whether it lives: with both conditions in one, a planner without statistics reads one of
     * the indexes of live clips from end to end.
     */
    @Query("""
            WITH named AS MATERIALIZED (SELECT * FROM clip WHERE id = :id)
            SELECT * FROM named WHERE deleted_at IS NULL""")
    Mono<Clip> findById(UUID id);

    /** The clips of a source behind {@code (startUs, id)} in the order of their start, at most {@code limit}. */
    @Query("""
            SELECT * FROM clip WHERE source_id = :sourceId AND deleted_at IS NULL AND (start_us, id) > (:startUs, :id)
            ORDER BY start_us, id LIMIT :limit""")
    Flux<Clip> findAfter(UUID sourceId, long startUs, UUID id, int limit);

    /** The clips of a source that share time with a range, but for one; in order, at most {@code limit}. */
    @Query("""
            SELECT * FROM clip WHERE source_id = :sourceId AND deleted_at IS NULL AND id <> :exceptId
                AND int8range(start_us, end_us, '[)') && int8range(:startUs, :endUs, '[)')
            ORDER BY start_us LIMIT :limit""")
    Flux<Clip> findOverlapping(UUID sourceId, long startUs, long endUs, UUID exceptId, int limit);

    /** Holds the source's row until the transaction ends; the id, or empty when the source is gone. */
    @Query("SELECT id FROM source WHERE id = :sourceId FOR NO KEY UPDATE")
    Mono<UUID> lockSource(UUID sourceId);

    /** The clip of a source that starts at a boundary. */
    @Query("SELECT * FROM clip WHERE source_id = :sourceId AND start_us = :startUs AND deleted_at IS NULL")
    Mono<Clip> findStartingAt(UUID sourceId, long startUs);

    /** The first clip of a source that starts at or behind a boundary. */
    @Query("""
            SELECT id FROM clip WHERE source_id = :sourceId AND start_us >= :startUs AND deleted_at IS NULL
            ORDER BY start_us, id LIMIT 1""")
    Mono<UUID> findNextId(UUID sourceId, long startUs);
}
