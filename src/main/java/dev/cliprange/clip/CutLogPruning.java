package dev.cliprange.clip;

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
 * Throws away operations that are too old to be undone, and the rows of clips that were deleted before the oldest one that
 * is kept: nothing can bring those back. A few at a time, on whichever instance comes first.
 */
@Component
class CutLogPruning implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CutLogPruning.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final CutLogRepository cutLog;
    private final Duration kept;
    private final Clock clock;
    private volatile Disposable work = Disposables.disposed();

    CutLogPruning(CutLogRepository cutLog, ClipProperties properties, Clock clock) {
        this.cutLog = cutLog;
        this.kept = properties.operationsKept();
        this.clock = clock;
    }

    Mono<Void> prune() {
        Instant before = clock.instant().minus(kept);
        return cutLog.pruneBefore(before);
    }

    @Override
    public void start() {
        work = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> prune().onErrorResume(error -> {
                    log.atWarn().addKeyValue("reason", String.valueOf(error)).log("old operations not thrown away");
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
