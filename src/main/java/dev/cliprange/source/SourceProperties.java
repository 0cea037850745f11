package dev.cliprange.source;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of sources and their indexes.
 *
 * @param directoryCache memory for the directories of indexes
 * @param pageCache memory for index pages
 * @param indexDeadline the longest time one attempt to read a source may take
 */
@Validated
@ConfigurationProperties("cliprange.source")
public record SourceProperties(
        @DefaultValue("3%") @NotNull HeapShare directoryCache,
        @DefaultValue("5%") @NotNull HeapShare pageCache,

        @DefaultValue("2h") @NotNull @DurationMin(millis = 1)
        Duration indexDeadline) {}
