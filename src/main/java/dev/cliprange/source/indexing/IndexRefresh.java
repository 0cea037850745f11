package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.IndexRefreshRepository;
import dev.cliprange.source.IndexRefreshRow;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceState;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads ready sources again whose index is of an earlier generation, one after another. A source stays ready and its
 * clips keep their versions until the new index replaces the old one. If a reading fails, or gives the same index, the old
 * index stays.
 */
@Component
class IndexRefresh {

    private static final Logger log = LoggerFactory.getLogger(IndexRefresh.class);
    private static final int MOST_ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final Duration PAUSE_WHEN_BUSY = Duration.ofMinutes(1);
    /** Longer than any instance uses a cached row. */
    private static final Duration KEPT_REPLACED = Duration.ofHours(1);

    private static final int REPLACED_AT_ONCE = 100;

    private final IndexRefreshRepository rows;
    private final SourceRepository sources;
    private final SourceIndexer indexer;
    private final SourceIndexes indexes;

    IndexRefresh(IndexRefreshRepository rows, SourceRepository sources, SourceIndexer indexer, SourceIndexes indexes) {
        this.rows = rows;
        this.sources = sources;
        this.indexer = indexer;
        this.indexes = indexes;
    }

    /** Begins an attempt for the next source; empty if no source is due. */
    Mono<IndexRefreshRow> begin() {
        return rows.begin(IndexGeneration.CURRENT, IndexGeneration.BASELINE, MOST_ATTEMPTS, PAUSE.toSeconds());
    }

    /** Completes when the attempt has ended, successfully or not. */
    Mono<Void> run(IndexRefreshRow attempt) {
        return findOld(attempt)
                .flatMap(indexer::refresh)
                .then(Mono.defer(() -> findOld(attempt)))
                // The new index is equal to the old one, which therefore stays. The row prevents further readings.
                .flatMap(source -> rows.note(attempt.sourceId(), MOST_ATTEMPTS, null, PAUSE.toSeconds()))
                .switchIfEmpty(Mono.defer(() -> rows.end(attempt.sourceId())))
                .then()
                .onErrorResume(error -> failed(attempt, error));
    }

    /** Returns the source if it is ready and of an earlier generation. */
    private Mono<Source> findOld(IndexRefreshRow attempt) {
        return sources.findById(attempt.sourceId())
                .filter(source -> source.state() == SourceState.READY)
                .filter(source -> source.indexGeneration()
                        < IndexGeneration.of(source.ready().media(), source.sliceable()));
    }

    /** Uncounts an attempt that did not fail. */
    Mono<Void> postpone(IndexRefreshRow attempt) {
        return rows.note(attempt.sourceId(), attempt.attempts() - 1, attempt.problem(), PAUSE_WHEN_BUSY.toSeconds())
                .then();
    }

    /** Deletes replaced pages after no instance reads them any longer. */
    Mono<Void> discardReplaced() {
        return rows.takeReplaced(KEPT_REPLACED.toSeconds(), REPLACED_AT_ONCE)
                .concatMap(indexes::discard)
                .then();
    }

    private Mono<Void> failed(IndexRefreshRow attempt, Throwable error) {
        Failure failure = error instanceof FailureException known ? known.failure() : Failure.INTERNAL;
        return switch (failure.kind()) {
            case CAPACITY -> postpone(attempt);
            // The same object gives the same failure again.
            case MEDIA -> keep(attempt, failure, error, MOST_ATTEMPTS);
            // The storage may return the object later.
            case CALLER, UPSTREAM -> keep(attempt, failure, error, attempt.attempts() - 1);
            case INTERNAL -> keep(attempt, failure, error, attempt.attempts());
        };
    }

    /** @param attempts how many are counted */
    private Mono<Void> keep(IndexRefreshRow attempt, Failure failure, Throwable error, int attempts) {
        if (!failure.code().equals(attempt.problem())) {
            log.atWarn()
                    .addKeyValue("source", attempt.sourceId())
                    .addKeyValue("code", failure.code())
                    .setCause(error)
                    .log("index of an earlier release not replaced, the source keeps it");
        }
        return rows.note(attempt.sourceId(), attempts, failure.code(), PAUSE.toSeconds())
                .then();
    }
}
