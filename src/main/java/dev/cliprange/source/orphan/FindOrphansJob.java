package dev.cliprange.source.orphan;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.job.JobScheduler;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Runs the janitor, by default once a day. All instances share one job. */
@Component
class FindOrphansJob implements JobHandler {

    private static final Logger log = LoggerFactory.getLogger(FindOrphansJob.class);
    private static final JobKind KIND = JobKind.withFixedRetry("find-orphans", Duration.ofHours(1));
    private static final String ONLY = "all";

    private final OrphanJanitor janitor;
    private final JanitorProperties properties;
    private final Clock clock;
    private final JobScheduler jobs;

    FindOrphansJob(OrphanJanitor janitor, JanitorProperties properties, Clock clock, JobScheduler jobs) {
        this.janitor = janitor;
        this.properties = properties;
        this.clock = clock;
        this.jobs = jobs;
    }

    @Override
    public JobKind kind() {
        return KIND;
    }

    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        return Mono.defer(() -> janitor.run(clock.instant().minus(properties.safeAge()), properties.delete()))
                .thenReturn(new JobOutcome.RunAgain(properties.every()));
    }

    /** Does nothing if the job exists. */
    @EventListener(ApplicationReadyEvent.class)
    void schedule() {
        jobs.scheduleAfter(KIND, ONLY, properties.every())
                .subscribe(done -> {}, error -> log.atWarn().setCause(error).log("the janitor was not scheduled"));
    }
}
