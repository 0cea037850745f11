package dev.cliprange.source.indexing;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the tasks that read sources are run. */
@Configuration(proxyBeanMethods = false)
class IndexingConfiguration {

    private static final int TASKS_AT_ONCE = 2;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration POLL_EVERY = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);
    /** An instance without so many heartbeats is dead; another one takes its tasks over within about 24 s. */
    private static final int MISSED_HEARTBEATS = 4;
    /** For the row of a source whose task was interrupted. */
    private static final Duration LONGEST_NOTE = Duration.ofSeconds(2);
    /** Then a task is interrupted, and begins again where the next instance finds it. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    @Bean
    OneTimeTask<Void> indexSource(SourceIndexer indexer) {
        return Tasks.oneTime("index-source")
                .onFailure(IndexingConfiguration::retryLater)
                // The row of the source counts attempts, those of dead instances too.
                .onDeadExecutionRevive()
                .execute((instance, context) -> index(indexer, UUID.fromString(instance.getId())));
    }

    @Bean
    Scheduler indexingScheduler(DataSource database, OneTimeTask<Void> indexSource) {
        return Scheduler.create(database, indexSource)
                .threads(TASKS_AT_ONCE)
                .pollingInterval(POLL_EVERY)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(LONGEST_GOODBYE)
                .enableImmediateExecution()
                .build();
    }

    private static void retryLater(ExecutionComplete failed, ExecutionOperations<Void> task) {
        int doublings = Math.min(failed.getExecution().consecutiveFailures, MOST_DOUBLINGS);
        task.reschedule(failed, failed.getTimeDone().plus(FIRST_RETRY.multipliedBy(1L << doublings)));
    }

    /** Blocks: on a thread of the scheduler, never on an event loop. */
    private static void index(SourceIndexer indexer, UUID sourceId) {
        try {
            indexer.index(sourceId).block();
        } catch (RuntimeException | Error e) {
            if (Thread.interrupted()) {
                // The instance is stopping: no fault of the source.
                indexer.postpone(sourceId).block(LONGEST_NOTE);
            }
            throw e;
        }
    }
}
