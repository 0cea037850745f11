package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Adds jobs to the database, and starts and stops the threads that run them. */
@Component
public class JobScheduler implements SmartLifecycle {

    /** Below the phase of the web server, which therefore stops before this class waits for its jobs. */
    private static final int PHASE = DEFAULT_PHASE - 4096;

    /** Looked up late: a handler may depend on this class, and the scheduler depends on all handlers. */
    private final ObjectProvider<Scheduler> schedulers;

    private final Clock clock;

    JobScheduler(ObjectProvider<Scheduler> schedulers, Clock clock) {
        this.schedulers = schedulers;
        this.clock = clock;
    }

    /** Adds a job that is due now. Does nothing if the job exists. */
    public Mono<Void> schedule(JobKind kind, String jobId) {
        return Mono.<Void>fromRunnable(() -> scheduler().scheduleIfNotExists(instance(kind, jobId), clock.instant()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** Adds a job that is due after a delay. Does nothing if the job exists. */
    public Mono<Void> scheduleAfter(JobKind kind, String jobId, Duration delay) {
        return Mono.<Void>fromRunnable(() -> scheduler()
                        .scheduleIfNotExists(
                                instance(kind, jobId), clock.instant().plus(delay)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** Adds a job that is due now. If the job exists, it becomes due now, unless it is running. */
    public Mono<Void> scheduleNow(JobKind kind, String jobId) {
        return Mono.<Void>fromRunnable(() -> scheduler()
                        .schedule(instance(kind, jobId), clock.instant(), ScheduleOptions.WHEN_EXISTS_RESCHEDULE))
                // The job is running.
                .onErrorComplete(TaskInstanceException.class)
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void start() {
        scheduler().start();
    }

    @Override
    public void stop() {
        scheduler().stop();
    }

    @Override
    public boolean isRunning() {
        return scheduler().getSchedulerState().isStarted()
                && !scheduler().getSchedulerState().isShuttingDown();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private Scheduler scheduler() {
        return schedulers.getObject();
    }

    private static TaskInstance<?> instance(JobKind kind, String jobId) {
        return new TaskInstance<Void>(kind.taskName(), jobId);
    }
}
