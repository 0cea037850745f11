package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.storage.Location;
import dev.cliprange.storage.ObjectStat;
import dev.cliprange.storage.SourceStore;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Reads a source once and writes down what it found: the way from registered to ready, or to failed with the reason. An
 * MP4 is indexed from its headers; what the index cannot hold is read through by FFmpeg and served by it.
 */
@Component
class SourceIndexer {

    private static final Logger log = LoggerFactory.getLogger(SourceIndexer.class);
    /** FFmpeg has a share of its processes for this, with a queue. What can be busy is that queue, or the storage. */
    private static final Retry WHEN_BUSY = Retry.backoff(20, Duration.ofMillis(500))
            .maxBackoff(Duration.ofSeconds(30))
            .filter(error -> error instanceof FailureException failure && failure.failure() == Failure.TOO_BUSY)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());

    private final SourceRepository sources;
    private final SourceStore store;
    private final SourceIndexes indexes;
    private final Mp4Indexer mp4;
    private final FfmpegProbing ffmpeg;

    SourceIndexer(
            SourceRepository sources, SourceStore store, SourceIndexes indexes, Mp4Indexer mp4, FfmpegProbing ffmpeg) {
        this.sources = sources;
        this.store = store;
        this.indexes = indexes;
        this.mp4 = mp4;
        this.ffmpeg = ffmpeg;
    }

    /** Completes when the source is ready, failed, or gone; fails only when the database does. */
    Mono<Void> index(UUID sourceId) {
        return sources.enter(sourceId, SourceState.INDEXING)
                .flatMap(source -> read(source)
                        .flatMap(reading -> becomeReady(source, reading))
                        .onErrorResume(FailureException.class, failure -> fail(source, failure)))
                .then();
    }

    /** What was found in an object. */
    private record Reading(ObjectStat object, Content content) {}

    private sealed interface Content {
        record Indexed(Mp4Indexer.Built index) implements Content {}

        record Probed(FfmpegProbing.Found found) implements Content {}
    }

    private Mono<Reading> read(Source source) {
        return Mono.fromSupplier(() -> Location.parse(source.uri()))
                .flatMap(location -> store.stat(location)
                        .flatMap(object ->
                                content(source, location, object).map(content -> new Reading(object, content))))
                .retryWhen(WHEN_BUSY)
                .onErrorMap(error -> !(error instanceof FailureException), error -> unexpected(source, error));
    }

    private Mono<Content> content(Source source, Location location, ObjectStat object) {
        return mp4.index(location, object)
                .<Content>map(Content.Indexed::new)
                .onErrorMap(Mp4Exception.class, SourceIndexer::refusal)
                .onErrorResume(NeedsOtherEngine.class, reason -> {
                    log.atInfo()
                            .addKeyValue("source", source.id())
                            .addKeyValue("reason", reason.getMessage())
                            .log("source cannot be sliced");
                    return ffmpeg.probe(source.id(), location, object).map(Content.Probed::new);
                });
    }

    /** Damaged or encrypted is the end; anything else FFmpeg may know. */
    private static RuntimeException refusal(Mp4Exception problem) {
        boolean remuxable = problem instanceof UnsupportedMp4Exception unsupported
                && unsupported.remedy() == UnsupportedMp4Exception.Remedy.REMUX;
        if (remuxable) {
            return new NeedsOtherEngine(problem.reason());
        }
        return new FailureException(
                problem instanceof UnsupportedMp4Exception ? Failure.MEDIA_UNSUPPORTED : Failure.MEDIA_MALFORMED,
                problem.reason());
    }

    private Mono<Source> becomeReady(Source source, Reading reading) {
        ObjectStat object = reading.object();
        Mono<Source> ready = switch (reading.content()) {
            case Content.Indexed(Mp4Indexer.Built index) ->
                indexes.put(source.id(), object.revision(), index)
                        .flatMap(row -> sources.becomeReady(
                                source.id(),
                                object.sizeBytes(),
                                object.revision(),
                                index.directory().endUs(),
                                IndexedMedia.of(index.directory()),
                                true));
            case Content.Probed(FfmpegProbing.Found found) ->
                sources.becomeReady(
                        source.id(), object.sizeBytes(), object.revision(), found.durationUs(), found.media(), false);
        };
        return ready.doOnNext(it -> log.atInfo()
                .addKeyValue("source", it.id())
                .addKeyValue("sliceable", it.sliceable())
                .log("source is ready"));
    }

    private Mono<Source> fail(Source source, FailureException failure) {
        log.atWarn()
                .addKeyValue("source", source.id())
                .addKeyValue("code", failure.failure().code())
                .log("source cannot be read");
        return sources.fail(source.id(), failure.failure().code(), failure.detail());
    }

    private static FailureException unexpected(Source source, Throwable error) {
        log.atError().addKeyValue("source", source.id()).setCause(error).log("reading a source failed");
        return new FailureException(
                Failure.INTERNAL, "Reading the source failed for a reason on our side; it is logged.", error);
    }

    /** The way from one engine to the other; seen by nobody outside. */
    private static final class NeedsOtherEngine extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NeedsOtherEngine(String reason) {
            super(reason, null, false, false);
        }
    }
}
