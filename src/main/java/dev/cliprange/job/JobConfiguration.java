package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The scheduler of the jobs that every instance runs, with a task for each handler. */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

    /** Jobs of all kinds together, without those for workers. */
    private static final int MAX_CONCURRENT_JOBS = 2;

    private static final Duration POLLING_INTERVAL = Duration.ofSeconds(5);
    private static final Duration WORKER_POLLING_INTERVAL = Duration.ofSeconds(2);
    /** Every other instance polls in this time. */
    private static final Duration STEP_BACK = POLLING_INTERVAL.plusSeconds(1);

    private static final Duration HEARTBEAT = Duration.ofSeconds(4);
    /** An instance that misses this many heartbeats is dead. Another one takes over its jobs within about 24 s. */
    private static final int MISSED_HEARTBEATS = 4;
    /** A running job whose last heartbeat is older is dead. */
    static final Duration LONGEST_SILENCE = HEARTBEAT.multipliedBy(MISSED_HEARTBEATS);
    /**
     * Of {@link #LONGEST_SILENCE}. An attempt ends a little before another instance may take the job over, because its
     * processes must have ended then, and the time in the row is that of the beginning of a heartbeat.
     */
    private static final double LOST_FROM = 0.9;

    /** After this time a stopping instance interrupts its jobs. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);
    /** A scheduler must not delete tasks that only other instances know. */
    private static final Duration KEPT_UNKNOWN = Duration.ofDays(3650);

    @Bean
    Scheduler jobs(
            DataSource database,
            List<JobHandler> handlers,
            ObjectProvider<Scheduler> self,
            Clock clock,
            JobMetrics metrics) {
        var stepBack = new StepBack(self::getObject, clock, STEP_BACK);
        List<JobHandler> forAll =
                handlers.stream().filter(handler -> !handler.forWorkers()).toList();
        return scheduler(database, forAll, stepBack::begin, metrics)
                .threads(MAX_CONCURRENT_JOBS)
                .pollingInterval(POLLING_INTERVAL)
                .build();
    }

    @Bean
    WorkerScheduler.Factory workerSchedulers(DataSource database, JobMetrics metrics, WorkerProperties properties) {
        return handlers -> scheduler(database, handlers, () -> false, metrics)
                .threads(properties.jobsAtOnce())
                .pollingInterval(WORKER_POLLING_INTERVAL)
                .build();
    }

    /** @param stepBack as in {@link JobExecution} */
    private static SchedulerBuilder scheduler(
            DataSource database, List<JobHandler> handlers, BooleanSupplier stepBack, JobMetrics metrics) {
        return Scheduler.create(
                        database,
                        handlers.stream()
                                .<Task<?>>map(handler -> task(handler, stepBack))
                                .toList())
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(SHUTDOWN_WAIT)
                .deleteUnresolvedAfter(KEPT_UNKNOWN)
                .enableImmediateExecution()
                .addSchedulerListener(metrics);
    }

    private static CustomTask<Void> task(JobHandler handler, BooleanSupplier stepBack) {
        JobKind kind = handler.kind();
        var execution = new JobExecution(handler, stepBack);
        return Tasks.custom(kind.taskName(), Void.class)
                .onFailure((failed, task) -> task.reschedule(
                        failed, failed.getTimeDone().plus(kind.retryAfter(failed.getExecution().consecutiveFailures))))
                .onDeadExecutionRevive()
                .execute((instance, context) -> execution.run(new JobAttempt(
                        instance.getId(),
                        () -> context.getCurrentlyExecuting()
                                        .getHeartbeatState()
                                        .getFractionDead()
                                >= LOST_FROM)));
    }
}
