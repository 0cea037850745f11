package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A long video in storage that clips are cut from: one row.
 *
 * @param uri in full; its query may be a secret, so this record does not print it
 * @param problemCode why it failed; null in every other state
 * @param revision names the object's bytes; null before the object was first read
 * @param durationUs null before it is ready
 * @param media null before it is ready
 * @param sliceable whether its clips can be made without a process
 * @param indexGeneration of the reading that made it ready, see {@link IndexGeneration}
 * @param rowVersion counts the changes of this row
 */
@Table("source")
public record Source(
        @Id UUID id,
        String uri,
        @Nullable String title,
        SourceState state,
        @Nullable String problemCode,
        @Nullable String problemDetail,
        @Nullable Long sizeBytes,
        @Nullable String revision,
        @Nullable Long durationUs,
        @Nullable SourceMedia media,
        boolean sliceable,
        int indexGeneration,
        long rowVersion,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * What a source has once it is ready.
     *
     * @throws FailureException SOURCE_NOT_READY in every other state
     */
    public ReadySource ready() {
        if (state != SourceState.READY
                || sizeBytes == null
                || revision == null
                || durationUs == null
                || media == null) {
            throw new FailureException(
                    Failure.SOURCE_NOT_READY, "The source is " + state.lowerCase() + "; clips need one that is ready.");
        }
        return new ReadySource(id, uri, sizeBytes, revision, durationUs, media, sliceable, indexGeneration);
    }

    @Override
    public String toString() {
        return "Source[id=" + id + ", state=" + state + ", rowVersion=" + rowVersion + "]";
    }
}
