package dev.cliprange.source.orphan;

import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Deletes the objects of attempts at jobs that did not succeed. What it cannot delete remains for the janitor. */
@Component
public class AttemptCleaning {

    private static final Logger log = LoggerFactory.getLogger(AttemptCleaning.class);
    /** About half a minute together: the database or the storage may be away at this moment. */
    private static final int REPEATS = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final SourceRepository sources;
    private final WorkStore work;

    AttemptCleaning(SourceRepository sources, WorkStore work) {
        this.sources = sources;
        this.work = work;
    }

    /**
     * Deletes a folder, unless it is in use after all: the transaction of an attempt may be committed although its
     * worker has seen an error, or was cancelled. A failure is logged.
     *
     * @param isUsed reads whether a row names the folder; empty if there is no row
     */
    public Mono<Void> discard(UUID sourceId, Part part, String folder, Mono<Boolean> isUsed) {
        // A transaction that is being committed has a lock on the row of the source.
        return sources.awaitWrites(sourceId)
                .then(isUsed)
                .defaultIfEmpty(false)
                .filter(used -> !used)
                .flatMap(_ -> work.of(sourceId).deleteFolder(part, folder))
                .retryWhen(Retry.backoff(REPEATS, FIRST_PAUSE))
                .onErrorResume(error -> {
                    log.atWarn()
                            .addKeyValue("source", sourceId)
                            .addKeyValue("part", part)
                            .addKeyValue("folder", folder)
                            .setCause(error)
                            .log("the objects of an attempt were not deleted");
                    return Mono.empty();
                });
    }
}
