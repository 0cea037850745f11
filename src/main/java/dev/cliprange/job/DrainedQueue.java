package dev.cliprange.job;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends the process of a worker that drains the queue: with exit code 0, when no job has been due and none has run here
 * for a time.
 */
@Component
class DrainedQueue implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DrainedQueue.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final JobCountRepository jobs;
    private final WorkerScheduler worker;
    private final RoleProperties role;
    private final WorkerProperties properties;
    private final AtomicLong busyNanos = new AtomicLong();
    private volatile Disposable watching = Disposables.disposed();

    DrainedQueue(JobCountRepository jobs, WorkerScheduler worker, RoleProperties role, WorkerProperties properties) {
        this.jobs = jobs;
        this.worker = worker;
        this.role = role;
        this.properties = properties;
    }

    /** Begins to watch when the instance is ready. */
    @EventListener(ApplicationReadyEvent.class)
    public void watch() {
        if (!properties.drain() || !role.role().runsJobs()) {
            return;
        }
        busyNanos.set(System.nanoTime());
        Duration every = properties.drainAfter().dividedBy(4);
        watching = Flux.interval(every.compareTo(LONGEST_LOOK) < 0 ? every.plusMillis(50) : LONGEST_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> isEmpty())
                .filter(empty -> empty
                        && System.nanoTime() - busyNanos.get()
                                >= properties.drainAfter().toNanos())
                .next()
                .subscribe(drained -> exit());
    }

    /** A queue that cannot be read is not empty. */
    private Mono<Boolean> isEmpty() {
        return jobs.dueForWorkers()
                .map(due -> due == 0 && worker.running() == 0)
                .onErrorReturn(false)
                .doOnNext(empty -> {
                    if (!empty) {
                        busyNanos.set(System.nanoTime());
                    }
                });
    }

    private static void exit() {
        log.info("the queue is empty, so this worker ends");
        // Exiting waits for the shutdown, which waits for this thread.
        Thread.ofPlatform().name("cliprange-drained").start(() -> System.exit(0));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        watching.dispose();
    }

    @Override
    public boolean isRunning() {
        return !watching.isDisposed();
    }
}
