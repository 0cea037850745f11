package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The row of a long video in storage, from which clips are cut.
 *
 * @param uri with its query, which may be a secret, so {@code toString} omits it
 * @param problemCode the reason of the failure, or of the wait if it is registered; null in all other states
 * @param revision names the bytes of the URI's object; null before the object was first read
 * @param durationUs null before it is ready
 * @param media null before it is ready
 * @param sliceable whether its clips need no FFmpeg process
 * @param objectKey see {@link MediaObject}; null without one, as are the next three
 * @param ladderId of its renditions; null without them, as are the next two
 * @param ladderRevision of the object that they were made of
 * @param ladderGeneration of the index that they were made with
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
        @Nullable String objectKey,
        @Nullable Long objectSizeBytes,
        @Nullable String objectRevision,
        @Nullable String objectOf,
        @Nullable UUID ladderId,
        @Nullable String ladderRevision,
        @Nullable Integer ladderGeneration,
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
        ReadySource original = new ReadySource(
                        id, uri, sizeBytes, revision, durationUs, media, sliceable, indexGeneration)
                .withTitle(Optional.ofNullable(title));
        return sliceable ? withLadder(mediaObject().map(original::slicedFrom).orElse(original)) : original;
    }

    /** A ladder of another revision of the object, or of another generation of the index, is not used. */
    private ReadySource withLadder(ReadySource source) {
        boolean isOfSource = source.revision().equals(ladderRevision)
                && Integer.valueOf(source.indexGeneration()).equals(ladderGeneration);
        return ladderId != null && isOfSource ? source.withLadder(ladderId) : source;
    }

    /** Returns the object that the source is sliced from; empty if it is that of the URI. */
    public Optional<MediaObject> mediaObject() {
        if (objectKey == null || objectSizeBytes == null || objectRevision == null || objectOf == null) {
            return Optional.empty();
        }
        return Optional.of(new MediaObject(objectKey, objectSizeBytes, objectRevision, objectOf))
                // An earlier release, which does not know the columns, may have read another revision.
                .filter(object -> object.madeOf().equals(revision));
    }

    /**
     * An MP4 in the work storage with the media of a source. The source is sliced from it instead of from the object of
     * its URI.
     *
     * @param key in the work storage; another object has another key
     * @param revision names its bytes
     * @param madeOf the revision of the URI's object that it was made of
     */
    public record MediaObject(String key, long sizeBytes, String revision, String madeOf) {

        public Location location() {
            return new DerivedLocation(key);
        }

        public ObjectStat stat() {
            return new ObjectStat(sizeBytes, revision);
        }
    }

    @Override
    public String toString() {
        return "Source[id=" + id + ", state=" + state + ", rowVersion=" + rowVersion + "]";
    }
}
