package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The scheduler of all jobs, with a task for each handler. */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

    /** Jobs of all kinds together. */
    private static final int MAX_CONCURRENT_JOBS = 2;

    private static final Duration POLLING_INTERVAL = Duration.ofSeconds(5);
    /** Every other instance polls in this time. */
    private static final Duration STEP_BACK = POLLING_INTERVAL.plusSeconds(1);

    private static final Duration HEARTBEAT = Duration.ofSeconds(4);
    /** An instance that misses this many heartbeats is dead. Another one takes over its jobs within about 24 s. */
    private static final int MISSED_HEARTBEATS = 4;
    /** A running job whose last heartbeat is older is dead. */
    static final Duration LONGEST_SILENCE = HEARTBEAT.multipliedBy(MISSED_HEARTBEATS);
    /** After this time a stopping instance interrupts its jobs. */
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(3);

    @Bean
    Scheduler jobs(
            DataSource database,
            List<JobHandler> handlers,
            ObjectProvider<Scheduler> self,
            Clock clock,
            JobMetrics metrics) {
        var stepBack = new StepBack(self::getObject, clock, STEP_BACK);
        return Scheduler.create(
                        database,
                        handlers.stream()
                                .<Task<?>>map(handler -> task(handler, stepBack))
                                .toList())
                .threads(MAX_CONCURRENT_JOBS)
                .pollingInterval(POLLING_INTERVAL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(SHUTDOWN_WAIT)
                .enableImmediateExecution()
                .addSchedulerListener(metrics)
                .build();
    }

    private static CustomTask<Void> task(JobHandler handler, StepBack stepBack) {
        JobKind kind = handler.kind();
        var execution = new JobExecution(handler, stepBack::begin);
        return Tasks.custom(kind.taskName(), Void.class)
                .onFailure((failed, task) -> task.reschedule(
                        failed, failed.getTimeDone().plus(kind.retryAfter(failed.getExecution().consecutiveFailures))))
                .onDeadExecutionRevive()
                .execute((instance, context) -> execution.run(instance.getId()));
    }
}
