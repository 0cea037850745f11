package dev.cliprange.source;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
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

    private static final int TASKS_AT_ONCE = 2;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration POLL_EVERY = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    /** Then a task is interrupted, and begins again where the next instance finds it. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    private final Clock clock;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;

    IndexingTasks(DataSource database, SourceIndexer indexer, Clock clock) {
        this.clock = clock;
        this.task = Tasks.oneTime("index-source")
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(FIRST_RETRY))
                // A scheduler's thread, made to wait: no event loop comes here.
                .execute((instance, context) -> await(indexer.index(UUID.fromString(instance.getId()))));
        this.scheduler = Scheduler.create(database, task)
                .threads(TASKS_AT_ONCE)
                .pollingInterval(POLL_EVERY)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(LONGEST_GOODBYE)
                .enableImmediateExecution()
                .build();
    }

    /** Has a source read soon; a task for it that has not begun yet is enough. */
    Mono<Void> schedule(UUID sourceId) {
        return Mono.<Void>fromRunnable(
                        () -> scheduler.scheduleIfNotExists(task.instance(sourceId.toString()), clock.instant()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void await(Mono<Void> work) {
        work.block();
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
