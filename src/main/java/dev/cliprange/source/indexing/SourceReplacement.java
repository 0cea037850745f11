package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.IndexedMedia;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceFrames;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.read.ObjectStat;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Writes down what was read of a source, in the place of what was known before: the row, and the index or the frame times, in
 * one transaction. No reader sees one without the other.
 */
@Component
class SourceReplacement {

    private final SourceRepository sources;
    private final SourceIndexes indexes;
    private final SourceFrames frames;
    private final TransactionalOperator transaction;

    SourceReplacement(
            SourceRepository sources, SourceIndexes indexes, SourceFrames frames, TransactionalOperator transaction) {
        this.sources = sources;
        this.indexes = indexes;
        this.frames = frames;
        this.transaction = transaction;
    }

    /** What a reading is for. */
    enum Purpose {
        /** The source becomes ready, whatever it was before. */
        READY,
        /** The source has an index of an earlier generation. If it has changed since, it stays as it is. */
        REFRESH
    }

    /**
     * The source with its new index; empty if the source is gone, or must stay as it is.
     *
     * @throws FailureException MEDIA_MALFORMED if nothing in it lasts any time
     */
    Mono<Source> put(Source source, ObjectStat object, BuiltIndex index, Purpose purpose) {
        long durationUs = requireDuration(index.directory().endUs());
        SourceMedia media = IndexedMedia.of(index.directory(), index.ignored());
        return indexes.replace(
                source.id(),
                object.revision(),
                index,
                put -> becomeReady(source, object, durationUs, media, true, purpose)
                        .delayUntil(ready -> put)
                        .as(transaction::transactional));
    }

    /** As the other one, for a source without an index. */
    Mono<Source> put(Source source, ObjectStat object, FfmpegProbing.Found found, Purpose purpose) {
        long durationUs = requireDuration(found.durationUs());
        return becomeReady(source, object, durationUs, found.media(), false, purpose)
                .delayUntil(ready -> frames.put(source.id(), object.revision(), found.frames()))
                .as(transaction::transactional);
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
                IndexGeneration.CURRENT,
                purpose == Purpose.REFRESH);
    }

    private static long requireDuration(long durationUs) {
        if (durationUs <= 0) {
            throw new FailureException(
                    Failure.MEDIA_MALFORMED, "No sample of the source lasts any time, so there is nothing to cut.");
        }
        return durationUs;
    }
}
