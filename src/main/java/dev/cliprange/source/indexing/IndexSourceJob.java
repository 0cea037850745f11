package dev.cliprange.source.indexing;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.source.SourceJobs;
import dev.cliprange.source.SourceService;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads one source. The row of the source counts attempts, including those of instances that died. */
@Component
class IndexSourceJob implements JobHandler {

    private final SourceIndexer indexer;
    private final SourceService sources;

    IndexSourceJob(SourceIndexer indexer, SourceService sources) {
        this.indexer = indexer;
        this.sources = sources;
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
                .then(Mono.defer(() -> sources.mustBeReadAgain(sourceId)))
                .<JobOutcome>map(again -> again ? new JobOutcome.RunAgain(Duration.ZERO) : new JobOutcome.Done())
                .onErrorResume(Postponed.class, later -> Mono.just(later.outcome()));
    }
}
