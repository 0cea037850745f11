package dev.cliprange.source.indexing;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.JobScheduler;
import dev.cliprange.source.SourceJobs;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Verifies the checksum of one source, and then schedules its indexing. */
@Component
class VerifySourceJob implements JobHandler {

    private final SourceIndexer indexer;
    private final JobScheduler jobs;

    VerifySourceJob(SourceIndexer indexer, JobScheduler jobs) {
        this.indexer = indexer;
        this.jobs = jobs;
    }

    @Override
    public JobKind kind() {
        return SourceJobs.VERIFY;
    }

    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        UUID sourceId = UUID.fromString(attempt.jobId());
        attempt.onInterrupt(indexer.postpone(sourceId));
        return indexer.verify(sourceId)
                .flatMap(verified -> jobs.schedule(SourceJobs.INDEX, verified.toString()))
                .<JobOutcome>thenReturn(new JobOutcome.Done())
                .onErrorResume(Postponed.class, later -> Mono.just(later.outcome()));
    }
}
