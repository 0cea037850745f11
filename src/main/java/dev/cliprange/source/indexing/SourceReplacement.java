package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.IndexRefreshRepository;
import dev.cliprange.source.Source;
import dev.cliprange.source.Source.MediaObject;
import dev.cliprange.source.SourceFrames;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.read.ObjectStat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Stores the result of a reading: the row, and the index or the frame times, in one transaction. No reader sees one
 * without the other.
 */
@Component
public class SourceReplacement {

    private final SourceRepository sources;
    private final SourceIndexes indexes;
    private final SourceFrames frames;
    private final IndexRefreshRepository replaced;
    private final TransactionalOperator transaction;

    SourceReplacement(
            SourceRepository sources,
            SourceIndexes indexes,
            SourceFrames frames,
            IndexRefreshRepository replaced,
            TransactionalOperator transaction) {
        this.replaced = replaced;
        this.sources = sources;
        this.indexes = indexes;
        this.frames = frames;
        this.transaction = transaction;
    }

    /** The purpose of a reading. */
    enum Purpose {
        /** The source becomes ready, regardless of its state. */
        READY,
        /**
         * The source has an index of an earlier generation. If the source has changed meanwhile, or the new index is the
         * same, nothing is stored.
         */
        REFRESH
    }

    /**
     * Stores an index and returns the source; empty if the source was deleted, or if nothing is stored.
     *
     * @throws FailureException MEDIA_MALFORMED if the duration is 0
     */
    Mono<Source> put(Source source, ObjectStat object, BuiltIndex index, Purpose purpose) {
        long durationUs = requireDuration(index.directory().endUs());
        SourceMedia media = IndexedMedia.of(index.directory(), index.texts(), index.ignored());
        Mono<Source> replace = Mono.defer(() -> indexes.replace(
                source.id(),
                object.revision(),
                IndexGeneration.of(media, true),
                index,
                put -> becomeReady(source, object, durationUs, media, true, purpose)
                        .delayUntil(ready -> put)
                        .as(transaction::transactional)));
        return switch (purpose) {
            case READY -> replace;
            case REFRESH ->
                source.sliceable()
                        ? unlessSame(source, media, indexes.isStored(source.id(), object.revision(), index), replace)
                        : replace;
        };
    }

    /**
     * Stores the index of an object in the work storage, and returns the source, which is sliced from it from now on.
     * Empty if the source was deleted, is in another state, or its own object has changed.
     *
     * @param ignored the tracks of the source that the object does not have
     * @param around runs the writes of one transaction, and may add to them
     */
    public Mono<Source> put(
            Source source,
            MediaObject object,
            BuiltIndex index,
            List<SourceMedia.IgnoredTrack> ignored,
            UnaryOperator<Mono<Source>> around) {
        long durationUs = requireDuration(index.directory().endUs());
        SourceMedia original = Objects.requireNonNull(source.media());
        SourceMedia media = ofCopy(index, original, ignored);
        return indexes.replace(
                source.id(),
                object.revision(),
                IndexGeneration.of(media, true),
                index,
                put -> around.apply(sources.becomeSliced(
                                        source.id(),
                                        object.key(),
                                        object.sizeBytes(),
                                        object.revision(),
                                        object.madeOf(),
                                        durationUs,
                                        media,
                                        IndexGeneration.of(media, true),
                                        source.state())
                                .delayUntil(ready -> put)
                                .delayUntil(ready -> discardObject(source, object.key())))
                        .as(transaction::transactional));
    }

    /** Stores as above the index of the object that a source is sliced from, for {@link Purpose#REFRESH}. */
    Mono<Source> refresh(Source source, MediaObject object, BuiltIndex index) {
        SourceMedia original = Objects.requireNonNull(source.media());
        List<SourceMedia.IgnoredTrack> ignored = original.ignoredTracks();
        return unlessSame(
                source,
                ofCopy(index, original, ignored),
                indexes.isStored(source.id(), object.revision(), index),
                Mono.defer(() -> put(source, object, index, ignored, UnaryOperator.identity())));
    }

    private static SourceMedia ofCopy(BuiltIndex index, SourceMedia original, List<SourceMedia.IgnoredTrack> ignored) {
        return IndexedMedia.of(index.directory(), index.texts(), index.ignored())
                .copiedFrom(original, ignored);
    }

    /**
     * Empty if a reading gives what the source has already: its clips are the same, so they keep their versions.
     *
     * @param isStored whether the index or the frame times are the same
     */
    private static Mono<Source> unlessSame(
            Source source, SourceMedia media, Mono<Boolean> isStored, Mono<Source> replace) {
        return media.equals(source.media()) ? isStored.flatMap(stored -> stored ? Mono.empty() : replace) : replace;
    }

    /** Stores the result of FFmpeg and returns the source; empty as above. */
    Mono<Source> put(Source source, ObjectStat object, FfmpegProbing.Found found, Purpose purpose) {
        long durationUs = requireDuration(found.durationUs());
        Mono<Source> replace = Mono.defer(() -> becomeReady(source, object, durationUs, found.media(), false, purpose)
                .delayUntil(ready -> frames.put(source.id(), object.revision(), found.frames()))
                .as(transaction::transactional));
        return switch (purpose) {
            case READY -> replace;
            case REFRESH ->
                source.sliceable()
                        ? replace
                        : unlessSame(
                                source,
                                found.media(),
                                frames.isStored(source.id(), object.revision(), found.frames()),
                                replace);
        };
    }

    private Mono<Source> becomeReady(
            Source source, ObjectStat object, long durationUs, SourceMedia media, boolean sliceable, Purpose purpose) {
        return sources.becomeReady(
                        source.id(),
                        object.sizeBytes(),
                        object.revision(),
                        durationUs,
                        media,
                        sliceable,
                        IndexGeneration.of(media, sliceable),
                        purpose == Purpose.REFRESH)
                .delayUntil(ready -> discardObject(source, ""));
    }

    /** Other instances may still read the object in the work storage, so it is deleted later. */
    private Mono<String> discardObject(Source source, String newKey) {
        return Mono.justOrEmpty(source.objectKey())
                .filter(key -> !key.equals(newKey))
                .flatMap(key -> replaced.noteReplaced(key.substring(0, key.lastIndexOf('/'))));
    }

    private static long requireDuration(long durationUs) {
        if (durationUs <= 0) {
            throw new FailureException(
                    Failure.MEDIA_MALFORMED,
                    "All samples of the source have the duration 0, so there is nothing to cut.");
        }
        return durationUs;
    }
}
