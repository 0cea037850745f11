package dev.cliprange.source;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
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
    private final CustomTask<Void> refresh;
    private final Clock clock;

    IndexingTasks(Scheduler scheduler, OneTimeTask<Void> task, CustomTask<Void> refresh, Clock clock) {
        this.scheduler = scheduler;
        this.task = task;
        this.refresh = refresh;
        this.clock = clock;
    }

    /** Has a source read soon; a task for it that has not begun yet is enough. */
    Mono<Void> schedule(UUID sourceId) {
        return Mono.<Void>fromRunnable(
                        () -> scheduler.scheduleIfNotExists(task.instance(sourceId.toString()), clock.instant()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** Has sources looked for now whose index is of an earlier generation. One task for all instances does that. */
    Mono<Void> scheduleRefresh() {
        return Mono.<Void>fromRunnable(() -> scheduler.schedule(
                        refresh.instance("all"), clock.instant(), ScheduleOptions.WHEN_EXISTS_RESCHEDULE))
                // It runs now.
                .onErrorComplete(TaskInstanceException.class)
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
