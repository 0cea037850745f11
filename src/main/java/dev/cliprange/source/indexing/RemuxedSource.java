package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.source.Source;
import dev.cliprange.source.Source.MediaObject;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads sources again that are sliced from an object in the work storage. */
@Component
class RemuxedSource {

    private static final Logger log = LoggerFactory.getLogger(RemuxedSource.class);

    private final SourceStore store;
    private final Mp4Indexer mp4;
    private final SourceReplacement replacement;

    RemuxedSource(SourceStore store, Mp4Indexer mp4, SourceReplacement replacement) {
        this.store = store;
        this.mp4 = mp4;
        this.replacement = replacement;
    }

    /**
     * Reads the object of a ready source again.
     *
     * @return empty if the source has changed meanwhile, or if it has the same index already
     */
    Mono<Source> refresh(Source source, MediaObject object) {
        return read(object, index -> replacement.refresh(source, object, index));
    }

    private Mono<Source> put(Source source, MediaObject object, BuiltIndex index) {
        SourceMedia media = Objects.requireNonNull(source.media());
        return replacement.put(source, object, index, media.ignoredTracks(), UnaryOperator.identity());
    }

    private Mono<Source> read(MediaObject object, Function<BuiltIndex, Mono<Source>> store) {
        return mp4.index(object.location(), object.stat(), store)
                .onErrorMap(
                        Mp4Exception.class,
                        problem -> new FailureException(Failure.MEDIA_UNSUPPORTED, problem.reason(), problem));
    }

    /**
     * Reads the object of a source if it was made of this revision. Empty if it was not, or is no longer in the
     * storage, or cannot be read: the source is then read from its own object.
     *
     * @param original the object of the source's URI as it is now
     */
    Mono<Source> readIfCurrent(Source source, ObjectStat original) {
        return Mono.justOrEmpty(source.mediaObject())
                .filter(object -> object.madeOf().equals(original.revision()))
                .flatMap(object -> store.stat(object.location())
                        .filter(found -> found.equals(object.stat()))
                        .flatMap(found -> read(object, index -> put(source, object, index))))
                .onErrorResume(RemuxedSource::isGone, gone -> {
                    log.atWarn()
                            .addKeyValue("source", source.id())
                            .log("the copy of a source in the work storage is gone");
                    return Mono.empty();
                });
    }

    private static boolean isGone(Throwable error) {
        return error instanceof FailureException failure
                && (failure.failure() == Failure.SOURCE_NOT_FOUND
                        || failure.failure() == Failure.SOURCE_CHANGED
                        || failure.failure().kind() == FailureKind.MEDIA);
    }
}
