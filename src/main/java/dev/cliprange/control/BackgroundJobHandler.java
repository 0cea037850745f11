package dev.cliprange.control;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.job.life.Job;
import dev.cliprange.job.life.JobOrder;
import dev.cliprange.job.life.JobProblem;
import dev.cliprange.job.life.JobPurpose;
import dev.cliprange.job.life.JobService;
import dev.cliprange.job.life.JobState;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls on jobs. Each of them may be repeated: a call that has nothing to change returns the job as it is. */
@RestController
@Tag(name = "Jobs")
class BackgroundJobHandler {

    /** The names of all qualities of a ladder. */
    static final String QUALITY = "2160p|1440p|1080p|720p|480p|360p|240p|144p";

    private static final int MOST_QUALITIES = 8;

    private final JobService jobs;
    private final SourceService sources;

    BackgroundJobHandler(JobService jobs, SourceService sources) {
        this.jobs = jobs;
        this.sources = sources;
    }

    /**
     * A job, in the shape of the HTTP contract.
     *
     * @param progress in percent; 100 only if the job is completed
     * @param attempt the number of the newest attempt; 0 before the first one
     */
    @Schema(name = "Job")
    record JobResponse(
            UUID id,
            JobPurpose kind,
            UUID sourceId,
            JobState state,
            @Nullable String phase,
            int progress,
            int attempt,
            @Nullable String worker,
            @Nullable Problem problem,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt) {

        @Schema(name = "JobProblem")
        record Problem(String code, String text) {

            static @Nullable Problem of(@Nullable JobProblem problem) {
                return problem == null ? null : new Problem(problem.code(), problem.text());
            }
        }

        static JobResponse of(Job job) {
            return new JobResponse(
                    job.id(),
                    job.purpose(),
                    job.sourceId(),
                    job.state(),
                    job.phase(),
                    job.progress(),
                    job.attempt(),
                    job.worker(),
                    Problem.of(job.problem()),
                    job.createdAt(),
                    job.startedAt(),
                    job.completedAt());
        }
    }

    @Operation(
            summary = "Copies the media of a source into an MP4, so that its clips are sliced",
            description =
                    "Returns the open job if there is one. Audio that MP4 cannot carry is encoded to AAC. Video is"
                            + " never encoded: the job fails with 'media-unsupported' if MP4 cannot carry it.")
    @PostMapping("/api/sources/{sourceId}/remux")
    Mono<ResponseEntity<JobResponse>> remux(@PathVariable UUID sourceId) {
        return open(sourceId, JobPurpose.REMUX);
    }

    @Operation(
            summary = "Makes the waveform of a source's audio, at six zoom levels",
            description = "Returns the open job if there is one. The job fails with 'media-unsupported' if the source"
                    + " has no audio.")
    @PostMapping("/api/sources/{sourceId}/waveform")
    Mono<ResponseEntity<JobResponse>> waveform(@PathVariable UUID sourceId) {
        return open(sourceId, JobPurpose.WAVEFORM);
    }

    /**
     * The renditions to make.
     *
     * @param ladder names of qualities; null for the default
     */
    record NewRenditions(
            @Size(min = 1, max = MOST_QUALITIES) @Nullable List<@NotNull @Pattern(regexp = QUALITY, message = "Expected one of: " + QUALITY + ".") String> ladder) {}

    @Operation(
            summary = "Makes the video of a source in smaller qualities, for adaptive streams of its clips",
            description = "The qualities are 2160p, 1440p, 1080p, 720p, 480p, 360p, 240p and 144p; 1080p, 720p and 480p"
                    + " by default. One that is larger than the source, or close to a larger one, is left out. The job"
                    + " fails with 'media-unsupported' if none is left. Returns the open job if there is one, with its"
                    + " own qualities.")
    @PostMapping("/api/sources/{sourceId}/renditions")
    Mono<ResponseEntity<JobResponse>> renditions(
            @PathVariable UUID sourceId, @Valid @RequestBody(required = false) @Nullable NewRenditions body) {
        return open(
                sourceId,
                JobPurpose.RENDITIONS,
                Optional.ofNullable(body).map(NewRenditions::ladder).map(names -> String.join(",", names)));
    }

    private Mono<ResponseEntity<JobResponse>> open(UUID sourceId, JobPurpose purpose) {
        return open(sourceId, purpose, Optional.empty());
    }

    private Mono<ResponseEntity<JobResponse>> open(UUID sourceId, JobPurpose purpose, Optional<String> input) {
        return sources.get(sourceId)
                .doOnNext(Source::ready)
                .flatMap(source -> jobs.open(sourceId, purpose, input))
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(sourceId)))
                .map(job -> ResponseEntity.status(HttpStatus.ACCEPTED)
                        .location(URI.create("/api/jobs/" + job.id()))
                        .body(JobResponse.of(job)));
    }

    @Operation(
            summary = "Lists the jobs; with 'state', those in one state",
            description =
                    "With the order 'oldest', the job that was created first is the first one. With 'newest', it is"
                            + " the last one. A cursor is valid for the order in which it was returned.")
    @GetMapping("/api/jobs")
    Mono<Page<JobResponse>> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "oldest") String order,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        return jobs.list(
                        Optional.ofNullable(state).map(BackgroundJobHandler::state),
                        order(order),
                        Cursor.parse(after),
                        Limit.check(limit) + 1)
                .map(rows -> rows.stream().map(JobResponse::of).toList())
                .map(rows -> Page.cut(rows, limit, BackgroundJobHandler::cursor));
    }

    @Operation(summary = "Returns a job")
    @GetMapping("/api/jobs/{jobId}")
    Mono<JobResponse> get(@PathVariable UUID jobId) {
        return jobs.get(jobId).map(JobResponse::of);
    }

    @Operation(
            summary = "Cancels a job that waits or runs",
            description = "Its processes end within seconds, and what they have written is deleted. A job that has"
                    + " ended is returned unchanged.")
    @PostMapping("/api/jobs/{jobId}/cancel")
    Mono<JobResponse> cancel(@PathVariable UUID jobId) {
        return jobs.cancel(jobId).map(JobResponse::of);
    }

    @Operation(
            summary = "Runs a failed or cancelled job again",
            description = "A job in another state is returned unchanged. If the source has another open job of the"
                    + " kind, that one is returned.")
    @PostMapping("/api/jobs/{jobId}/retry")
    Mono<JobResponse> retry(@PathVariable UUID jobId) {
        return jobs.retry(jobId).map(JobResponse::of);
    }

    private static JobState state(String text) {
        return Arrays.stream(JobState.values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow(() -> FailureException.invalid(new InvalidInput.Parameter(
                        "state",
                        "It is not a state of jobs (expected: queued, running, completed, failed or cancelled).")));
    }

    private static JobOrder order(String text) {
        return Arrays.stream(JobOrder.values())
                .filter(order -> order.text().equals(text))
                .findFirst()
                .orElseThrow(() -> FailureException.invalid(new InvalidInput.Parameter(
                        "order", "It is not an order of jobs (expected: oldest or newest).")));
    }

    private static String cursor(JobResponse job) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, job.createdAt()), job.id()).encode();
    }
}
