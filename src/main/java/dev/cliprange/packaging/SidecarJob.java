package dev.cliprange.packaging;

import dev.cliprange.failure.FailureException;
import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobHandler;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceState;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Copies the audio tracks of a source. The id of the job is the id of the source. */
@Component
class SidecarJob implements JobHandler {

    static final JobKind KIND = new JobKind("audio-sidecar", Duration.ofSeconds(10), 6);

    private static final Logger log = LoggerFactory.getLogger(SidecarJob.class);

    private final SourceRepository sources;
    private final AudioCopies copies;
    private final AudioSidecars sidecars;

    SidecarJob(SourceRepository sources, AudioCopies copies, AudioSidecars sidecars) {
        this.sources = sources;
        this.copies = copies;
        this.sidecars = sidecars;
    }

    @Override
    public JobKind kind() {
        return KIND;
    }

    /** A source that was deleted, or is not ready, needs no copy. It is requested again when its audio is played. */
    @Override
    public Mono<JobOutcome> run(JobAttempt attempt) {
        UUID sourceId = UUID.fromString(attempt.jobId());
        return sources.findById(sourceId)
                .filter(source -> source.state() == SourceState.READY && source.sliceable())
                .map(Source::ready)
                .flatMap(source -> copies.make(source).doOnSuccess(done -> sidecars.copied(source)))
                .<JobOutcome>thenReturn(new JobOutcome.Done())
                .onErrorResume(FailureException.class, failure -> Mono.just(ended(sourceId, failure)));
    }

    private static JobOutcome ended(UUID sourceId, FailureException failure) {
        return switch (failure.failure().kind()) {
            case CAPACITY, UPSTREAM -> new JobOutcome.Postponed();
            // The source has changed, or is gone.
            case CALLER, MEDIA, INTERNAL -> {
                log.atWarn()
                        .addKeyValue("source", sourceId)
                        .addKeyValue("code", failure.failure().code())
                        .log("audio not copied");
                yield new JobOutcome.Done();
            }
        };
    }
}
