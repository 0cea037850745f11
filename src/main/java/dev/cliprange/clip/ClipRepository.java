package dev.cliprange.clip;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of clips. No method returns deleted ones. A cut list is named with its source, as in the indexes: the list
 * {@code main} has the id of its source.
 */
public interface ClipRepository extends Repository<Clip, UUID> {

    /**
     * Returns a clip. The query finds the row by ID before it checks whether the clip was deleted. With both conditions
     * in one, a planner without statistics scans a whole index of live clips.
     */
    @Query("""
            WITH named AS MATERIALIZED (SELECT * FROM clip WHERE id = :id)
            SELECT\s""" + Clip.COLUMNS + " FROM named WHERE deleted_at IS NULL")
    Mono<Clip> findById(UUID id);

    /**
     * Returns the clips with these IDs, in any order; fewer if some were deleted. The query is that of {@link
     * #findById}.
     */
    @Query("""
            WITH named AS MATERIALIZED (SELECT * FROM clip WHERE id = ANY(:ids))
            SELECT\s""" + Clip.COLUMNS + " FROM named WHERE deleted_at IS NULL")
    Flux<Clip> findAllById(UUID[] ids);

    /** Returns at most {@code limit} clips of a cut list after {@code (startUs, id)}, in the order of their start. */
    @Query("SELECT " + Clip.COLUMNS + " FROM clip " + """
            WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                AND deleted_at IS NULL AND (start_us, id) > (:startUs, :id)
            ORDER BY start_us, id LIMIT :limit""")
    Flux<Clip> findAfter(UUID sourceId, UUID cutListId, long startUs, UUID id, int limit);

    /** Returns the IDs of at most {@code limit} clips of a cut list, in the order of their start. */
    @Query("""
            SELECT id FROM clip
            WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId AND deleted_at IS NULL
            ORDER BY start_us, id LIMIT :limit""")
    Flux<UUID> findIds(UUID sourceId, UUID cutListId, int limit);

    /**
     * Returns at most {@code limit} clips of a cut list that overlap a range, except one, in the order of their start.
     */
    @Query("SELECT " + Clip.COLUMNS + " FROM clip " + """
            WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                AND deleted_at IS NULL AND id <> :exceptId
                AND int8range(start_us, end_us, '[)') && int8range(:startUs, :endUs, '[)')
            ORDER BY start_us LIMIT :limit""")
    Flux<Clip> findOverlapping(UUID sourceId, UUID cutListId, long startUs, long endUs, UUID exceptId, int limit);

    /** Locks the row of the source until the transaction ends. Returns the ID, or empty if the source was deleted. */
    @Query("SELECT id FROM source WHERE id = :sourceId FOR NO KEY UPDATE")
    Mono<UUID> lockSource(UUID sourceId);

    /** Returns the clip of a cut list that starts at a boundary. */
    @Query("SELECT " + Clip.COLUMNS + " FROM clip " + """
            WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                AND start_us = :startUs AND deleted_at IS NULL""")
    Mono<Clip> findStartingAt(UUID sourceId, UUID cutListId, long startUs);

    /** Returns the first clip of a cut list that starts at or after a boundary. */
    @Query("""
            SELECT id FROM clip WHERE source_id = :sourceId AND coalesce(cut_list_id, source_id) = :cutListId
                AND start_us >= :startUs AND deleted_at IS NULL
            ORDER BY start_us, id LIMIT 1""")
    Mono<UUID> findNextId(UUID sourceId, UUID cutListId, long startUs);
}
