package dev.cliprange.web;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes rows that are no longer needed, every ten minutes. A run deletes page after page until one is not full, so
 * deleting keeps up with writing. Several instances share the work. A run that fails is logged, and the next one tries
 * again.
 */
public abstract class Pruning implements SmartLifecycle {

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final String rows;
    private volatile Disposable work = Disposables.disposed();

    /** @param rows what is deleted, for the log */
    protected Pruning(String rows) {
        this.rows = rows;
    }

    /** One run. Completes when nothing is left to delete, or after its longest time. */
    public abstract Mono<Void> prune();

    /**
     * Deletes page after page until one is not full, for at most two minutes; the next run continues.
     *
     * @param page deletes one page for each subscriber and returns the number of its rows
     * @param full the number of rows of a full page
     */
    protected static Mono<Void> pages(Mono<Long> page, long full) {
        return Mono.defer(() -> {
            long startNanos = System.nanoTime();
            return page.repeat()
                    .takeUntil(count -> count < full || System.nanoTime() - startNanos > LONGEST.toNanos())
                    .then();
        });
    }

    @Override
    public final void start() {
        work = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> prune().onErrorResume(error -> {
                    log.atWarn()
                            .addKeyValue("rows", rows)
                            .addKeyValue("reason", String.valueOf(error))
                            .log("old rows not deleted");
                    return Mono.empty();
                }))
                .subscribe();
    }

    @Override
    public final void stop() {
        work.dispose();
    }

    @Override
    public final boolean isRunning() {
        return !work.isDisposed();
    }
}
