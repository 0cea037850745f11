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
 * Deletes expired responses. Each stored request deletes a few as well; this run also deletes them if no request
 * arrives. A run deletes page after page until one is not full. Instances share the work.
 */
@Component
class StoredResponsePruning implements SmartLifecycle {

    static final int AT_ONCE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(StoredResponsePruning.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final StoredResponseRepository responses;
    private volatile Disposable work = Disposables.disposed();

    StoredResponsePruning(StoredResponseRepository responses) {
        this.responses = responses;
    }

    Mono<Void> prune() {
        return Mono.defer(() -> {
            long startNanos = System.nanoTime();
            return responses
                    .prune(AT_ONCE)
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
                    log.atWarn().addKeyValue("reason", String.valueOf(error)).log("expired responses not deleted");
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
