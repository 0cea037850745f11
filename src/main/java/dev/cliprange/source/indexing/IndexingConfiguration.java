package dev.cliprange.source.indexing;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.IndexRefreshRow;
import java.time.Duration;
import java.util.Optional;
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
    /** Until the next look for sources with an index of an earlier generation. */
    private static final Duration REFRESH_PAUSE = Duration.ofMinutes(5);

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
    CustomTask<Void> refreshIndexes(IndexRefresh refresh) {
        // Earlier releases that run beside this one must not take it: they would find nothing to do.
        return Tasks.custom("refresh-indexes-" + IndexGeneration.CURRENT, Void.class)
                .onFailure((failed, task) ->
                        task.reschedule(failed, failed.getTimeDone().plus(REFRESH_PAUSE)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> refresh(refresh));
    }

    @Bean
    Scheduler indexingScheduler(DataSource database, OneTimeTask<Void> indexSource, CustomTask<Void> refreshIndexes) {
        return Scheduler.create(database, indexSource, refreshIndexes)
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

    /** One source for each execution, so that new sources do not wait for all of them. Blocks, as {@link #index}. */
    private static CompletionHandler<Void> refresh(IndexRefresh refresh) {
        refresh.discardReplaced().block();
        Optional<IndexRefreshRow> attempt = refresh.begin().blockOptional();
        try {
            attempt.ifPresent(begun -> refresh.run(begun).block());
        } catch (RuntimeException | Error e) {
            if (Thread.interrupted()) {
                attempt.ifPresent(begun -> refresh.postpone(begun).block(LONGEST_NOTE));
            }
            throw e;
        }
        Duration pause = attempt.isPresent() ? Duration.ZERO : REFRESH_PAUSE;
        return (done, task) -> task.reschedule(done, done.getTimeDone().plus(pause));
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
