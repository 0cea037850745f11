package dev.cliprange.source.indexing;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.source.IndexRefreshRow;
import dev.cliprange.source.SourceJobs;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Refreshes the index of one source in each execution, so that new sources do not wait for all of them. */
@Component
class RefreshIndexesJob implements JobHandler {

    private final IndexRefresh refresh;

    RefreshIndexesJob(IndexRefresh refresh) {
        this.refresh = refresh;
    }

    @Override
    public JobKind kind() {
        return SourceJobs.REFRESH;
    }

    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        return refresh.discardReplaced()
                .then(Mono.defer(refresh::begin))
                .flatMap(begun -> refresh(begun, attempt))
                .defaultIfEmpty(new JobOutcome.RunAgain(SourceJobs.REFRESH_PAUSE));
    }

    private Mono<JobOutcome> refresh(IndexRefreshRow begun, JobAttempt attempt) {
        attempt.onInterrupt(refresh.postpone(begun));
        return refresh.run(begun).thenReturn(new JobOutcome.RunAgain(Duration.ZERO));
    }
}
