package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegInput;
import dev.cliprange.ffmpeg.ProbedSource;
import dev.cliprange.ffmpeg.SourceProbe;
import dev.cliprange.storage.Location;
import dev.cliprange.storage.ObjectStat;
import dev.cliprange.storage.SourceAddresses;
import dev.cliprange.storage.SourceLease;
import dev.cliprange.storage.SourceStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Reads a source once and writes down what it found: the way from registered to ready, or to failed with the reason. */
@Component
class SourceIndexer {

    private static final Logger log = LoggerFactory.getLogger(SourceIndexer.class);
    /** Viewers come first: reading a source waits until they leave it a process. */
    private static final Retry WHEN_BUSY = Retry.backoff(20, Duration.ofMillis(500))
            .maxBackoff(Duration.ofSeconds(30))
            .filter(error -> error instanceof FailureException failure && failure.failure() == Failure.TOO_BUSY)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());

    private record Reading(ObjectStat object, ProbedSource probed) {}

    private final SourceRepository sources;
    private final SourceStore store;
    private final SourceAddresses addresses;
    private final SourceProbe probe;

    SourceIndexer(SourceRepository sources, SourceStore store, SourceAddresses addresses, SourceProbe probe) {
        this.sources = sources;
        this.store = store;
        this.addresses = addresses;
        this.probe = probe;
    }

    /** Completes when the source is ready, failed, or gone; fails only when the database does. */
    Mono<Void> index(UUID sourceId) {
        return sources.enter(sourceId, SourceState.INDEXING)
                .flatMap(source -> read(source)
                        .flatMap(reading -> becomeReady(sourceId, reading))
                        .onErrorResume(FailureException.class, failure -> fail(sourceId, failure)))
                .then();
    }

    private Mono<Reading> read(Source source) {
        return Mono.fromSupplier(() -> Location.parse(source.uri()))
                .flatMap(location -> store.stat(location)
                        .flatMap(object -> addresses
                                .with(location, object, lease -> probe(source, lease))
                                .single()
                                .map(probed -> new Reading(object, probed))))
                .retryWhen(WHEN_BUSY)
                .onErrorMap(error -> !(error instanceof FailureException), error -> {
                    log.atError().addKeyValue("source", source.id()).setCause(error).log("reading a source failed");
                    return new FailureException(
                            Failure.INTERNAL, "Reading the source failed for a reason on our side; it is logged.", error);
                });
    }

    private Mono<ProbedSource> probe(Source source, SourceLease lease) {
        var input = new FfmpegInput(
                lease.address().input(),
                Set.copyOf(lease.address().protocols()),
                lease.address().headers(),
                "",
                List.of());
        return probe.probe("source " + source.id(), input)
                .onErrorMap(error -> lease.failure().<Throwable>map(it -> it).orElse(error));
    }

    private Mono<Source> becomeReady(UUID sourceId, Reading reading) {
        log.atInfo().addKeyValue("source", sourceId).log("source is ready");
        return sources.becomeReady(
                sourceId,
                reading.object().sizeBytes(),
                reading.object().revision(),
                reading.probed().durationUs(),
                ProbedMedia.of(reading.probed()),
                false);
    }

    private Mono<Source> fail(UUID sourceId, FailureException failure) {
        log.atWarn()
                .addKeyValue("source", sourceId)
                .addKeyValue("code", failure.failure().code())
                .log("source cannot be read");
        return sources.fail(sourceId, failure.failure().code(), failure.detail());
    }
}
