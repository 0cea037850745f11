package dev.cliprange.ingest.upload;

import dev.cliprange.storage.upload.UploadId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The row of an upload.
 *
 * @param fileName as the client sent it
 * @param sha256 of the whole file, in hexadecimal; null if the client did not state it
 * @param storageId the id of the multipart upload; null until the storage has begun it
 * @param sourceId the source that was registered; null before
 * @param completionAskedAt when the storage was last asked to put the parts together; null before
 */
@Table("upload")
record Upload(
        @Id UUID id,
        String fileName,
        String objectKey,
        long sizeBytes,
        long partSizeBytes,
        @Nullable String sha256,
        @Nullable String storageId,
        @Nullable UUID sourceId,
        Instant expiresAt,
        @Nullable Instant completionAskedAt) {

    UploadPlan plan() {
        return new UploadPlan(sizeBytes, partSizeBytes);
    }

    /** Returns the multipart upload; empty if the storage has not begun it. */
    Optional<UploadId> inStorage() {
        return Optional.ofNullable(storageId).map(it -> new UploadId(objectKey, it));
    }

    Optional<UUID> source() {
        return Optional.ofNullable(sourceId);
    }

    /** Returns whether the storage may have the whole object. */
    boolean mayBeWhole() {
        return completionAskedAt != null;
    }
}
