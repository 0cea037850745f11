package dev.cliprange.packaging;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of adaptive streams.
 *
 * @param planCache the memory for the segment boundaries of requested streams
 * @param longestSequence the longest that the clips of a sequence may last together
 * @param sidecarFrom the size of a source from which on its audio tracks are copied for segments
 * @param sidecarCache the memory for the places of packets in copied audio tracks
 */
@Validated
@ConfigurationProperties("cliprange.packaging")
record PackagingProperties(
        @DefaultValue("1%") @NotNull HeapShare planCache,
        @DefaultValue("24h") @NotNull Duration longestSequence,
        @DefaultValue("64MB") @NotNull DataSize sidecarFrom,
        @DefaultValue("0.5%") @NotNull HeapShare sidecarCache) {}
