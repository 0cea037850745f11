package dev.cliprange.source;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of background readings, and the folders of replaced index pages. */
public interface IndexRefreshRepository extends Repository<IndexRefreshRow, UUID> {

    /**
     * Begins an attempt for one ready source of an earlier generation: one without an attempt first, then in the order
     * of registration. Empty if there is none, or if all of them have had their attempts or wait for the next one.
     *
     * @param generation of a reading of MPEG-4 Part 2, see {@link IndexGeneration#of}
     * @param baseline of a reading of other media
     * @param pauseSeconds until the next attempt for this source, unless this one succeeds
     */
    @Query("""
            INSERT INTO index_refresh AS begun (source_id, generation, attempts, not_before)
            SELECT s.id, :generation, 1, now() + make_interval(secs => :pauseSeconds)
            FROM source s LEFT JOIN index_refresh r ON r.source_id = s.id AND r.generation = :generation
            WHERE s.state = 'READY' AND s.index_generation < CASE
                    WHEN s.media->'video'->>'codec' = 'mpeg4'
                        AND (s.sliceable OR s.media->>'container' IN ('mp4', 'mov')) THEN :generation
                    ELSE :baseline END
                AND (r.source_id IS NULL OR (r.attempts < :most AND r.not_before <= now()))
            ORDER BY r.not_before NULLS FIRST, s.created_at, s.id LIMIT 1
            ON CONFLICT (source_id) DO UPDATE SET
                generation = excluded.generation,
                attempts = CASE WHEN begun.generation = excluded.generation THEN begun.attempts + 1 ELSE 1 END,
                problem = CASE WHEN begun.generation = excluded.generation THEN begun.problem END,
                not_before = excluded.not_before
            RETURNING source_id, generation, attempts, problem""")
    Mono<IndexRefreshRow> begin(int generation, int baseline, int most, long pauseSeconds);

    /**
     * Stores the result of a failed attempt. Returns the id; empty if the row was deleted.
     *
     * @param attempts how many are counted
     */
    @Query("""
            UPDATE index_refresh SET attempts = :attempts, problem = coalesce(:problem, problem),
                not_before = now() + make_interval(secs => :pauseSeconds)
            WHERE source_id = :sourceId RETURNING source_id""")
    Mono<UUID> note(UUID sourceId, int attempts, @Nullable String problem, long pauseSeconds);

    /** Deletes the row and returns its id; empty if there was none. */
    @Query("DELETE FROM index_refresh WHERE source_id = :sourceId RETURNING source_id")
    Mono<UUID> end(UUID sourceId);

    /** Stores that the pages in a folder are no longer used. Returns the folder. */
    @Query("""
            INSERT INTO replaced_index (folder) VALUES (:folder)
            ON CONFLICT (folder) DO UPDATE SET replaced_at = now() RETURNING folder""")
    Mono<String> noteReplaced(String folder);

    /** Returns those of the folders that were replaced and are still kept. */
    @Query("SELECT folder FROM replaced_index WHERE folder = ANY(:folders)")
    Flux<String> findReplaced(String[] folders);

    /** Removes and returns folders that were stored at least {@code ageSeconds} ago, at most {@code limit}. */
    @Query("""
            DELETE FROM replaced_index WHERE folder IN (
                SELECT folder FROM replaced_index WHERE replaced_at <= now() - make_interval(secs => :ageSeconds)
                ORDER BY replaced_at LIMIT :limit)
            RETURNING folder""")
    Flux<String> takeReplaced(long ageSeconds, int limit);
}
