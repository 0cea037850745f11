package dev.cliprange.source;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** How the tasks that read sources are run. */
@Configuration(proxyBeanMethods = false)
class IndexingConfiguration {

    private static final int TASKS_AT_ONCE = 2;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration POLL_EVERY = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    /** Then a task is interrupted, and begins again where the next instance finds it. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    @Bean
    OneTimeTask<Void> indexSource(SourceIndexer indexer) {
        return Tasks.oneTime("index-source")
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(FIRST_RETRY))
                // A scheduler's thread, made to wait: no event loop comes here.
                .execute((instance, context) -> await(indexer.index(UUID.fromString(instance.getId()))));
    }

    @Bean
    Scheduler indexingScheduler(DataSource database, OneTimeTask<Void> indexSource) {
        return Scheduler.create(database, indexSource)
                .threads(TASKS_AT_ONCE)
                .pollingInterval(POLL_EVERY)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(LONGEST_GOODBYE)
                .enableImmediateExecution()
                .build();
    }

    private static void await(Mono<Void> work) {
        work.block();
    }
}
