package dev.cliprange.idempotency;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes the answers of calls that may no longer be sent again. Each call that is stored deletes a few as well; this run also
 * deletes them when no call comes. It goes on page after page until one is not full; instances share the work.
 */
@Component
class StoredAnswerPruning implements SmartLifecycle {

    static final int AT_ONCE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(StoredAnswerPruning.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final StoredAnswerRepository answers;
    private volatile Disposable work = Disposables.disposed();

    StoredAnswerPruning(StoredAnswerRepository answers) {
        this.answers = answers;
    }

    Mono<Void> prune() {
        return Mono.defer(() -> {
            long startNanos = System.nanoTime();
            return answers.prune(AT_ONCE)
                    .repeat()
                    .takeUntil(rows -> rows < AT_ONCE || System.nanoTime() - startNanos > LONGEST.toNanos())
                    .then();
        });
    }

    @Override
    public void start() {
        work = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> prune().onErrorResume(error -> {
                    log.atWarn().addKeyValue("reason", String.valueOf(error)).log("old answers not deleted");
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
