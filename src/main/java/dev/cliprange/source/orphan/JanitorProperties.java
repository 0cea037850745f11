package dev.cliprange.source.orphan;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the janitor of the work storage.
 *
 * @param delete whether orphans are deleted; otherwise they are only counted and logged. Not for a work storage that
 *     instances with another database use too
 * @param safeAge the age from which on an object without a row is an orphan. Longer than any attempt at a job: S3 dates
 *     an object from when its upload was begun
 * @param every the time between two runs, of all instances together
 */
@Validated
@ConfigurationProperties("cliprange.janitor")
public record JanitorProperties(
        @DefaultValue("false") boolean delete,

        @DefaultValue("48h") @NotNull @DurationMin(hours = 36)
        Duration safeAge,

        @DefaultValue("24h") @NotNull @DurationMin(minutes = 1)
        Duration every) {}
