package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The row of a long video in storage, from which clips are cut.
 *
 * @param uri with its query, which may be a secret, so {@code toString} omits it
 * @param problemCode the reason of the failure, or of the wait if it is registered; null in all other states
 * @param revision names the object's bytes; null before the object was first read
 * @param durationUs null before it is ready
 * @param media null before it is ready
 * @param sliceable whether its clips need no FFmpeg process
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
     * Returns the properties of a ready source.
     *
     * @throws FailureException SOURCE_NOT_READY in all other states
     */
    public ReadySource ready() {
        if (state != SourceState.READY
                || sizeBytes == null
                || revision == null
                || durationUs == null
                || media == null) {
            throw new FailureException(
                    Failure.SOURCE_NOT_READY,
                    "The source is " + state.lowerCase() + ". Clips need a source that is ready.");
        }
        return new ReadySource(id, uri, sizeBytes, revision, durationUs, media, sliceable, indexGeneration);
    }

    @Override
    public String toString() {
        return "Source[id=" + id + ", state=" + state + ", rowVersion=" + rowVersion + "]";
    }
}
