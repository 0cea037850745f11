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

    /** Returns the rows with these ids, in any order. */
    @Query("SELECT * FROM source WHERE id = ANY(:ids)")
    Flux<Source> findAllById(UUID[] ids);

    /**
     * Returns the id when no transaction is writing this row, or rows that refer to it; empty if it does not exist. The
     * next statement sees what they have written.
     */
    @Query("SELECT id FROM source WHERE id = :id FOR UPDATE")
    Mono<UUID> awaitWrites(UUID id);

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

    /**
     * Inserts a row for an object that was uploaded here; empty if a source with this URI exists.
     *
     * @param sha256 in hexadecimal; the source does not become ready before it is verified. Null if it is not known
     */
    @Query("""
            INSERT INTO source (id, uri, title, state, size_bytes, uploaded, unverified_sha256)
            VALUES (:id, :uri, :title, 'REGISTERED', :sizeBytes, true, :sha256)
            ON CONFLICT (source_uri_digest(uri)) DO NOTHING RETURNING *""")
    Mono<Source> insertUploaded(UUID id, String uri, @Nullable String title, long sizeBytes, @Nullable String sha256);

    /** Returns the SHA-256 that is not verified yet, in hexadecimal; empty if there is none. */
    @Query("SELECT unverified_sha256 FROM source WHERE id = :id AND unverified_sha256 IS NOT NULL")
    Mono<String> findUnverified(UUID id);

    /** Stores that the object has this SHA-256 and returns the row; empty if it was deleted. */
    @Query("""
            UPDATE source SET unverified_sha256 = NULL, attempts = 0
            WHERE id = :id AND unverified_sha256 = :sha256 RETURNING *""")
    Mono<Source> verified(UUID id, String sha256);

    /** Changes the state, removes an earlier failure, and returns the row; empty if it was deleted. */
    @Query("""
            UPDATE source SET state = :state, problem_code = NULL, problem_detail = NULL, attempts = 0,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id RETURNING *""")
    Mono<Source> enter(UUID id, SourceState state);

    /**
     * Enters INDEXING and counts an attempt; empty if the row was deleted or has no attempts left, or if its checksum is
     * (or is not) verified yet.
     *
     * @param verified whether the checksum must be verified; if not, there must be one to verify
     */
    @Query("""
            UPDATE source SET state = 'INDEXING', problem_code = NULL, problem_detail = NULL, attempts = attempts + 1,
                row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND attempts < :most AND (unverified_sha256 IS NULL) = :verified RETURNING *""")
    Mono<Source> begin(UUID id, int most, boolean verified);

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

    /**
     * Enters INDEXING if the source is failed and its object was another one; empty otherwise.
     *
     * @param revision of the object that the storage has now
     */
    @Query("""
            UPDATE source SET state = 'INDEXING', revision = :revision, size_bytes = :sizeBytes, problem_code = NULL,
                problem_detail = NULL, attempts = 0, row_version = row_version + 1, updated_at = now()
            WHERE id = :id AND state = 'FAILED' AND revision IS DISTINCT FROM :revision RETURNING *""")
    Mono<Source> enterIndexingFromFailed(UUID id, String revision, long sizeBytes);

    /** Stores that the object may have changed. Returns the id; empty if the state is final. */
    @Query("UPDATE source SET object_hint = true WHERE id = :id AND state IN ('REGISTERED', 'INDEXING') RETURNING id")
    Mono<UUID> noteHint(UUID id);

    /** Removes what {@link #noteHint} stored, and returns the row; empty if there was nothing. */
    @Query("UPDATE source SET object_hint = false WHERE id = :id AND object_hint RETURNING *")
    Mono<Source> takeHint(UUID id);

    /** Returns whether the source waits for its index, and no checksum is to be verified before. */
    @Query("""
            SELECT EXISTS (SELECT FROM source
            WHERE id = :id AND state = 'INDEXING' AND unverified_sha256 IS NULL)""")
    Mono<Boolean> awaitsIndex(UUID id);

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

    /**
     * Deletes the row and returns the URI of its object if the object was uploaded here, otherwise an empty text; empty
     * if there was no row.
     */
    @Query("DELETE FROM source WHERE id = :id RETURNING CASE WHEN uploaded THEN uri ELSE '' END")
    Mono<String> delete(UUID id);

    /** Deletes the upload of a source, after its object was deleted. Returns its id; empty if there was none. */
    @Query("DELETE FROM upload WHERE source_id = :sourceId RETURNING id")
    Mono<UUID> deleteUpload(UUID sourceId);
}
