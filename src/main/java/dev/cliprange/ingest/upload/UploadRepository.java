package dev.cliprange.ingest.upload;

import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of uploads. */
interface UploadRepository extends Repository<Upload, UUID> {

    /** Inserts a row for an upload that the storage has not begun, and returns it. */
    @Query("""
            INSERT INTO upload (id, file_name, object_key, size_bytes, part_size_bytes, sha256, expires_at)
            VALUES (:id, :fileName, :objectKey, :sizeBytes, :partSizeBytes, :sha256,
                now() + make_interval(secs => :expirySeconds))
            RETURNING *""")
    Mono<Upload> insert(
            UUID id,
            String fileName,
            String objectKey,
            long sizeBytes,
            long partSizeBytes,
            @Nullable String sha256,
            double expirySeconds);

    /** Stores the id of the multipart upload and returns the row; empty if it has expired. */
    @Query("UPDATE upload SET storage_id = :storageId WHERE id = :id AND expires_at > now() RETURNING *")
    Mono<Upload> begun(UUID id, String storageId);

    /** Renews the expiry and returns the row; empty if it is unknown or has expired. */
    @Query("""
            UPDATE upload SET expires_at = greatest(expires_at, now() + make_interval(secs => :expirySeconds))
            WHERE id = :id AND (source_id IS NOT NULL OR expires_at > now()) RETURNING *""")
    Mono<Upload> renew(UUID id, double expirySeconds);

    /** Stores that the storage is asked to put the parts together. Returns the id; empty if the row has expired. */
    @Query("UPDATE upload SET completion_asked_at = now() WHERE id = :id AND expires_at > now() RETURNING id")
    Mono<UUID> completionAsked(UUID id);

    /** Stores the source of an upload. Returns the id; empty if the row has expired or has another source. */
    @Query("""
            UPDATE upload SET source_id = :sourceId
            WHERE id = :id AND (source_id = :sourceId OR (source_id IS NULL AND expires_at > now())) RETURNING id""")
    Mono<UUID> registered(UUID id, UUID sourceId);

    /** Makes an upload without a source expire now, and returns it; empty if there is none. */
    @Query("""
            UPDATE upload SET expires_at = now() WHERE id = :id AND source_id IS NULL AND expires_at > now()
            RETURNING *""")
    Mono<Upload> expireNow(UUID id);

    /** Finds an upload, expired or not. */
    @Query("SELECT * FROM upload WHERE id = :id")
    Mono<Upload> findById(UUID id);

    /** Finds those of the ids that have a row, expired or not. */
    @Query("SELECT * FROM upload WHERE id IN (:ids)")
    Flux<Upload> findByIds(Collection<UUID> ids);

    /** Finds uploads after an id that have expired without a source. */
    @Query("""
            SELECT * FROM upload WHERE source_id IS NULL AND expires_at <= now() AND id > :after
            ORDER BY id LIMIT :limit""")
    Flux<Upload> findExpired(UUID after, int limit);

    /** Finds uploads after an id whose source was deleted. */
    @Query("""
            SELECT u.* FROM upload u
            WHERE u.source_id IS NOT NULL AND u.id > :after
                AND NOT EXISTS (SELECT FROM source s WHERE s.id = u.source_id)
            ORDER BY u.id LIMIT :limit""")
    Flux<Upload> findWithoutSource(UUID after, int limit);

    /** Finds uploads that were to be completed some time ago and have no source. */
    @Query("""
            SELECT * FROM upload
            WHERE source_id IS NULL AND expires_at > now()
                AND completion_asked_at < now() - make_interval(secs => :ageSeconds)
            ORDER BY completion_asked_at LIMIT :limit""")
    Flux<Upload> findInterrupted(long ageSeconds, int limit);

    /** Deletes a row and returns its id; empty if it was deleted already. */
    @Query("DELETE FROM upload WHERE id = :id RETURNING id")
    Mono<UUID> delete(UUID id);
}
