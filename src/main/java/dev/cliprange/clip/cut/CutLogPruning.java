package dev.cliprange.clip.cut;

import dev.cliprange.clip.ClipProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes operations that are too old to be undone, and the rows of clips that were deleted before the oldest operation
 * in the log, which no undo can restore. A run deletes page after page until one is not full. Instances share the work.
 */
@Component
public class CutLogPruning implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CutLogPruning.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final CutLogRepository cutLog;
    private final Duration kept;
    private final Clock clock;
    private volatile Disposable work = Disposables.disposed();

    CutLogPruning(CutLogRepository cutLog, ClipProperties properties, Clock clock) {
        this.cutLog = cutLog;
        this.kept = properties.operationsKept();
        this.clock = clock;
    }

    /** Runs once. */
    public Mono<Void> prune() {
        Instant before = clock.instant().minus(kept);
        return pages(cutLog.pruneOperations(before), CutLogRepository.OPERATIONS_AT_ONCE)
                .then(pages(cutLog.pruneClips(before), CutLogRepository.CLIPS_AT_ONCE));
    }

    /** Deletes page after page until one is not full, for at most {@link #LONGEST}. The next run continues. */
    private static Mono<Void> pages(Mono<Long> page, long full) {
        return Mono.defer(() -> {
            long startNanos = System.nanoTime();
            return page.repeat()
                    .takeUntil(rows -> rows < full || System.nanoTime() - startNanos > LONGEST.toNanos())
                    .then();
        });
    }

    @Override
    public void start() {
        work = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> prune().onErrorResume(error -> {
                    log.atWarn().addKeyValue("reason", String.valueOf(error)).log("old operations not deleted");
                    return Mono.empty();
                }))
                .subscribe();
    }

    @Override
    public void stop() {
        work.dispose();
    }

    @Override
    public boolean isRunning() {
        return !work.isDisposed();
    }
}
