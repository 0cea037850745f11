package dev.cliprange.source.indexing;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.source.SourceJobs;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads one source. The row of the source counts attempts, including those of instances that died. */
@Component
class IndexSourceJob implements JobHandler {

    private final SourceIndexer indexer;

    IndexSourceJob(SourceIndexer indexer) {
        this.indexer = indexer;
    }

    @Override
    public JobKind kind() {
        return SourceJobs.INDEX;
    }

    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        UUID sourceId = UUID.fromString(attempt.jobId());
        attempt.onInterrupt(indexer.postpone(sourceId));
        return indexer.index(sourceId)
                .<JobOutcome>thenReturn(new JobOutcome.Done())
                .onErrorResume(Postponed.class, later -> Mono.just(later.outcome()));
    }
}
