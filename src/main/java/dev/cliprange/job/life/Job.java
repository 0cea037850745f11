package dev.cliprange.job.life;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job.
 *
 * @param phase what its worker does; null if it does not run
 * @param progress in percent; never decreases, and is 100 only if the job is completed
 * @param attempt the number of the newest attempt; 0 before the first one
 * @param counted the attempts that count, including the newest one
 * @param round the number of retries by users, plus 1
 * @param worker the process of the newest attempt; null if the job waits
 * @param problem of a failed job, or of the last attempt of a job that waits; null otherwise
 * @param startedAt the start of the first attempt
 * @param completedAt when it was completed, failed or cancelled
 * @param input what the client requested, in the form of the job's work; null for the default
 */
public record Job(
        UUID id,
        UUID sourceId,
        JobPurpose purpose,
        JobState state,
        @Nullable String phase,
        int progress,
        int attempt,
        int counted,
        int round,
        @Nullable String worker,
        @Nullable JobProblem problem,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String input) {}
