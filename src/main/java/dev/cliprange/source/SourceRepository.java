package dev.cliprange.source;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of sources. */
public interface SourceRepository extends Repository<Source, UUID> {

    @Query("SELECT * FROM source WHERE id = :id")
    Mono<Source> findById(UUID id);

    @Query("SELECT * FROM source WHERE source_uri_digest(uri) = source_uri_digest(:uri) AND uri = :uri")
    Mono<Source> findByUri(String uri);

    /** Lists the rows after {@code (createdAt, id)} in the order of registration, at most {@code limit}. */
    @Query("""
            SELECT * FROM source WHERE (created_at, id) > (:createdAt, :id)
            ORDER BY created_at, id LIMIT :limit""")
    Flux<Source> findAfter(Instant createdAt, UUID id, int limit);

    /**
     * Inserts a row and returns it; empty if a source with this URI exists.
     *
     * @param sizeBytes null if the object could not be looked up, as is {@code revision}
     */
    @Query("""
            INSERT INTO source (id, uri, title, state, size_bytes, revision)
            VALUES (:id, :uri, :title, 'REGISTERED', :sizeBytes, :revision)
            ON CONFLICT (source_uri_digest(uri)) DO NOTHING RETURNING *""")
    Mono<Source> insert(
            UUID id, String uri, @Nullable String title, @Nullable Long sizeBytes, @Nullable String revision);

    /** Changes the state, removes an earlier failure, and returns the row; empty if it was deleted. */
    @Query("""
            UPDATE source SET state = :state, problem_code = NULL, problem_detail = NULL, attempts = 0,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id RETURNING *""")
    Mono<Source> enter(UUID id, SourceState state);

    /** Enters INDEXING and counts an attempt; empty if the row was deleted or has no attempts left. */
    @Query("""
            UPDATE source SET state = 'INDEXING', problem_code = NULL, problem_detail = NULL, attempts = attempts + 1,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND attempts < :most RETURNING *""")
    Mono<Source> begin(UUID id, int most);

    /** Uncounts an attempt that did not fail. Returns the id; empty if the row was deleted. */
    @Query("UPDATE source SET attempts = greatest(attempts - 1, 0) WHERE id = :id RETURNING id")
    Mono<UUID> postpone(UUID id);

    /**
     * Returns to REGISTERED and uncounts an attempt, because something other than the source is missing. Returns the
     * id; empty if the source is no longer INDEXING.
     */
    @Query("""
            UPDATE source SET state = 'REGISTERED', problem_code = :code, problem_detail = :detail,
                attempts = greatest(attempts - 1, 0), row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND state = 'INDEXING' RETURNING id""")
    Mono<UUID> await(UUID id, String code, String detail);

    /** Fails the source if it has no attempts left and none was completed; empty otherwise. */
    @Query("""
            UPDATE source SET state = 'FAILED', problem_code = :code, problem_detail = :detail, attempts = 0,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND attempts >= :most AND state IN ('REGISTERED', 'INDEXING') RETURNING *""")
    Mono<Source> giveUp(UUID id, int most, String code, String detail);

    /** Enters INDEXING if the source is ready and clips are made of this revision; empty otherwise. */
    @Query("""
            UPDATE source SET state = 'INDEXING', attempts = 0, row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND state = 'READY'
                AND (revision = :revision OR (object_of = revision AND object_revision = :revision))
            RETURNING *""")
    Mono<Source> enterIndexingFrom(UUID id, String revision);

    /** Finds all sources whose state is not final. */
    @Query("SELECT id FROM source WHERE state IN ('REGISTERED', 'INDEXING')")
    Flux<UUID> findUnfinished();

    /**
     * Makes the source ready and returns its row; empty if it was deleted. It is sliced from the object of its URI.
     *
     * @param generation of the reading
     * @param onlyRefresh whether the row stays as it is, and the result is empty, unless it is ready with this revision
     *     and an earlier generation
     */
    @Query("""
            UPDATE source SET state = 'READY', problem_code = NULL, problem_detail = NULL,
                size_bytes = :sizeBytes, revision = :revision, duration_us = :durationUs, media = :media,
                sliceable = :sliceable, index_generation = :generation, attempts = 0,
                object_key = NULL, object_size_bytes = NULL, object_revision = NULL, object_of = NULL,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND (NOT :onlyRefresh
                OR (state = 'READY' AND revision = :revision AND index_generation < :generation))
            RETURNING *""")
    Mono<Source> becomeReady(
            UUID id,
            long sizeBytes,
            String revision,
            long durationUs,
            SourceMedia media,
            boolean sliceable,
            int generation,
            boolean onlyRefresh);

    /**
     * Makes the source ready, sliced from an object in the work storage, and returns its row. The properties of the
     * URI's object stay.
     *
     * @param key of the object
     * @param madeOf the revision of the URI's object; nothing changes, and the result is empty, if it is another one
     * @param state in which the source must be
     */
    @Query("""
            UPDATE source SET state = 'READY', problem_code = NULL, problem_detail = NULL,
                duration_us = :durationUs, media = :media, sliceable = true, index_generation = :generation,
                object_key = :key, object_size_bytes = :sizeBytes, object_revision = :revision, object_of = :madeOf,
                attempts = 0, row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND state = :state AND revision = :madeOf
            RETURNING *""")
    Mono<Source> becomeSliced(
            UUID id,
            String key,
            long sizeBytes,
            String revision,
            String madeOf,
            long durationUs,
            SourceMedia media,
            int generation,
            SourceState state);

    @Query("""
            UPDATE source SET state = 'FAILED', problem_code = :code, problem_detail = :detail, attempts = 0,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id RETURNING *""")
    Mono<Source> fail(UUID id, String code, String detail);

    /** Deletes the row and returns its id; empty if there was none. */
    @Query("DELETE FROM source WHERE id = :id RETURNING id")
    Mono<UUID> delete(UUID id);
}
