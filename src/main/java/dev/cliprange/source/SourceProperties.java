package dev.cliprange.source;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What may be set of sources and their indexes.
 *
 * @param directoryCache memory for the small halves of indexes
 * @param pageCache memory for index pages
 */
@Validated
@ConfigurationProperties("cliprange.source")
record SourceProperties(
        @DefaultValue("32MB") @NotNull DataSize directoryCache,
        @DefaultValue("64MB") @NotNull DataSize pageCache) {}
