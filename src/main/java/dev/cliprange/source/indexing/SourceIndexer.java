package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.failure.LimitText;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceProperties;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.indexing.SourceReplacement.Purpose;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads a source and stores the result, so that the source becomes ready or failed. An MP4 is indexed from its headers.
 * Other sources are read and served by FFmpeg.
 */
@Component
class SourceIndexer {

    private static final Logger log = LoggerFactory.getLogger(SourceIndexer.class);
    static final int MOST_ATTEMPTS = 3;

    private final SourceRepository sources;
    private final SourceStore store;
    private final Mp4Indexer mp4;
    private final FfmpegProbing ffmpeg;
    private final SourceReplacement replacement;
    private final RemuxedSource copies;
    private final MissingComponent missing;
    private final NoVideo noVideo;
    private final SourceVerification verification;
    private final SourceMetrics metrics;
    private final Duration deadline;

    SourceIndexer(
            SourceRepository sources,
            SourceStore store,
            Mp4Indexer mp4,
            FfmpegProbing ffmpeg,
            SourceReplacement replacement,
            RemuxedSource copies,
            MissingComponent missing,
            NoVideo noVideo,
            SourceVerification verification,
            SourceMetrics metrics,
            SourceProperties properties) {
        this.deadline = properties.indexDeadline();
        this.sources = sources;
        this.store = store;
        this.mp4 = mp4;
        this.ffmpeg = ffmpeg;
        this.replacement = replacement;
        this.copies = copies;
        this.missing = missing;
        this.noVideo = noVideo;
        this.verification = verification;
        this.metrics = metrics;
    }

    /**
     * Completes when the source is ready, failed or deleted. Each call is an attempt that is counted when it begins, so
     * that an attempt of an instance that dies counts too. After {@link #MOST_ATTEMPTS} incomplete attempts the source
     * is failed.
     *
     * @throws Postponed (as an error signal) if the source is read later. This does not count as an attempt if there is
     *     no capacity, or a component of this instance is missing.
     */
    Mono<Void> index(UUID sourceId) {
        return sources.begin(sourceId, MOST_ATTEMPTS, true)
                .flatMap(source -> timed(attempt(source, read(source))).thenReturn(sourceId))
                .switchIfEmpty(Mono.defer(() -> giveUp(sourceId)))
                .then();
    }

    /**
     * Compares the object of a source with the checksum that is not verified yet. Completes with the id if the source
     * can be indexed; empty if it is failed or deleted. Attempts count as above.
     *
     * @throws Postponed (as an error signal) as above
     */
    Mono<UUID> verify(UUID sourceId) {
        return sources.begin(sourceId, MOST_ATTEMPTS, false)
                .flatMap(source -> attempt(source, verification.verify(source)).thenReturn(sourceId))
                .switchIfEmpty(Mono.defer(() -> giveUp(sourceId)))
                .filterWhen(id -> sources.findUnverified(id).hasElement().map(unverified -> !unverified));
    }

    private Mono<Source> timed(Mono<Source> attempt) {
        return Mono.defer(() -> {
            Timer.Sample reading = metrics.started();
            return attempt.doOnNext(source -> metrics.ended(reading, source.state()));
        });
    }

    private Mono<Source> attempt(Source source, Mono<Source> work) {
        return work.onErrorResume(FailureException.class, failure -> failed(source, failure))
                // Also if a thread ended without a signal.
                .timeout(deadline, Mono.error(this::tookTooLong))
                .onErrorResume(error -> !(error instanceof Postponed), error -> unexpected(source, error));
    }

    private Mono<Source> failed(Source source, FailureException failure) {
        return failure.failure().kind() == FailureKind.CAPACITY
                ? postpone(source.id()).then(Mono.error(new Postponed(failure)))
                : missing.causeOf(failure)
                        .flatMap(cause -> await(source, cause))
                        .switchIfEmpty(Mono.defer(() ->
                                MissingComponent.mayPass(failure) ? tryAgain(source, failure) : fail(source, failure)));
    }

    /** The source waits for a component. No attempt is counted. */
    private Mono<Source> await(Source source, FailureException cause) {
        log.atDebug()
                .addKeyValue("source", source.id())
                .addKeyValue("reason", cause.detail())
                .log("source waits");
        return sources.await(source.id(), cause.failure().code(), cause.detail())
                .then(Mono.error(new Postponed(cause, true)));
    }

    /** Storages recover. The source fails if this was its last attempt. */
    private Mono<Source> tryAgain(Source source, FailureException failure) {
        return sources.giveUp(source.id(), MOST_ATTEMPTS, failure.failure().code(), failure.detail())
                .doOnNext(failed -> logFailed(source, failure))
                .doOnNext(failed -> metrics.failed(failure.failure()))
                .switchIfEmpty(Mono.error(() -> new Postponed(failure)));
    }

    /**
     * Reads a ready source again and replaces its index and media. Until then, and after a failure, the source does not
     * change. Empty if the source has changed meanwhile.
     *
     * @throws FailureException if it cannot be read; SOURCE_CHANGED if its object has changed
     */
    Mono<Source> refresh(Source source) {
        return Mono.fromSupplier(source::ready)
                .flatMap(ready -> source.mediaObject()
                        .map(object -> copies.refresh(source, object))
                        .orElseGet(() -> read(source, ready.location(), ready.object(), Purpose.REFRESH)))
                .onErrorResume(
                        FailureException.class,
                        failure ->
                                missing.causeOf(failure).defaultIfEmpty(failure).flatMap(Mono::error))
                .timeout(deadline)
                .doOnNext(it -> log.atInfo()
                        .addKeyValue("source", it.id())
                        .addKeyValue("sliceable", it.sliceable())
                        .log("index of an earlier release replaced"));
    }

    /** Uncounts an attempt that did not fail. */
    Mono<Void> postpone(UUID sourceId) {
        return sources.postpone(sourceId).then();
    }

    private Mono<Source> unexpected(Source source, Throwable error) {
        log.atError().addKeyValue("source", source.id()).setCause(error).log("failed to read a source");
        Mono<UUID> givenUp = error instanceof FailureException failure
                ? giveUp(source.id(), failure.failure(), failure.detail())
                : giveUp(source.id());
        return givenUp.switchIfEmpty(Mono.error(error)).then(Mono.empty());
    }

    private FailureException tookTooLong() {
        return new FailureException(
                Failure.SOURCE_TIMEOUT,
                "Reading the source exceeded the limit of " + LimitText.seconds(deadline) + ", " + MOST_ATTEMPTS
                        + " times. Reindex the source to try again.");
    }

    private Mono<UUID> giveUp(UUID sourceId) {
        return giveUp(
                sourceId,
                Failure.INTERNAL,
                "Reading the source failed " + MOST_ATTEMPTS
                        + " times because of an error in the server, which is logged,"
                        + " or because the server stopped. Reindex the source to try again.");
    }

    /** Empty if the source was deleted or has attempts left. */
    private Mono<UUID> giveUp(UUID sourceId, Failure failure, String detail) {
        return sources.giveUp(sourceId, MOST_ATTEMPTS, failure.code(), detail)
                .doOnNext(failed -> metrics.failed(failure))
                .doOnNext(failed -> log.atError()
                        .addKeyValue("source", sourceId)
                        .addKeyValue("attempts", MOST_ATTEMPTS)
                        .log("source failed after its last attempt"))
                .map(Source::id);
    }

    private Mono<Source> read(Source source) {
        return Mono.fromSupplier(() -> Location.parse(source.uri()))
                .flatMap(location -> store.stat(location)
                        .flatMap(object -> copies.readIfCurrent(source, object)
                                .switchIfEmpty(Mono.defer(() -> read(source, location, object, Purpose.READY)))))
                .doOnNext(it -> log.atInfo()
                        .addKeyValue("source", it.id())
                        .addKeyValue("sliceable", it.sliceable())
                        .log("source is ready"));
    }

    private Mono<Source> read(Source source, Location location, ObjectStat object, Purpose purpose) {
        return tryEngines(source, location, object, purpose)
                .onErrorResume(
                        FailureException.class,
                        failure -> noVideo.explain(location, object, failure).flatMap(Mono::error));
    }

    private Mono<Source> tryEngines(Source source, Location location, ObjectStat object, Purpose purpose) {
        return mp4.index(location, object, index -> replacement.put(source, object, index, purpose))
                .onErrorMap(Mp4Exception.class, NeedsOtherEngine::refusal)
                .onErrorResume(NeedsOtherEngine.class, reason -> {
                    log.atInfo()
                            .addKeyValue("source", source.id())
                            .addKeyValue("reason", reason.getMessage())
                            .log("source cannot be sliced");
                    return ffmpeg.probe(source.id(), location, object, reason.largeHeaders())
                            .flatMap(found -> replacement.put(source, object, found, purpose))
                            .onErrorMap(FailureException.class, reason::explain);
                });
    }

    private static void logFailed(Source source, FailureException failure) {
        log.atWarn()
                .addKeyValue("source", source.id())
                .addKeyValue("code", failure.failure().code())
                .log("source cannot be read");
    }

    private Mono<Source> fail(Source source, FailureException failure) {
        logFailed(source, failure);
        return sources.fail(source.id(), failure.failure().code(), failure.detail())
                .doOnNext(failed -> metrics.failed(failure.failure()));
    }
}
