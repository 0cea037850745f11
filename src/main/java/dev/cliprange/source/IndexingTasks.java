package dev.cliprange.source;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reading sources, as tasks on Postgres: one at a time for each source, taken up by another instance when the one that
 * had it is gone.
 */
@Component
class IndexingTasks implements SmartLifecycle {

    private final Scheduler scheduler;
    private final OneTimeTask<Void> task;
    private final Clock clock;

    IndexingTasks(Scheduler scheduler, OneTimeTask<Void> task, Clock clock) {
        this.scheduler = scheduler;
        this.task = task;
        this.clock = clock;
    }

    /** Has a source read soon; a task for it that has not begun yet is enough. */
    Mono<Void> schedule(UUID sourceId) {
        return Mono.<Void>fromRunnable(
                        () -> scheduler.scheduleIfNotExists(task.instance(sourceId.toString()), clock.instant()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return scheduler.getSchedulerState().isStarted()
                && !scheduler.getSchedulerState().isShuttingDown();
    }

    /** Below the web server's: stopping waits, and playback is not to go on being accepted meanwhile. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }
}
