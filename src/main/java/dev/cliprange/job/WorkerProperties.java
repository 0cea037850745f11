package dev.cliprange.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code cliprange.worker}: how this instance runs jobs.
 *
 * @param drain whether the process exits with 0 when no job has been due for a time
 * @param drainAfter that time
 * @param concurrency jobs at once; 0: half of the processors, at least 1
 * @param maxAttempts attempts of a job; those of workers that died count
 */
@Validated
@ConfigurationProperties("cliprange.worker")
public record WorkerProperties(
        @DefaultValue("false") Boolean drain,
        @DefaultValue("30s") @DurationMin(millis = 0) Duration drainAfter,
        @DefaultValue("0") @Min(0) @Max(256) int concurrency,
        @DefaultValue("3") @Min(1) @Max(100) int maxAttempts) {

    /** How many jobs run at once, at least 1. */
    int jobsAtOnce() {
        return concurrency > 0 ? concurrency : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
