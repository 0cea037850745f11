package dev.cliprange.event;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the change feed.
 *
 * @param kept how long events are kept
 * @param maxKept the largest number of events that are kept
 * @param maxReaders the largest number of clients that read the feed of one instance
 */
@Validated
@ConfigurationProperties("cliprange.event")
public record EventProperties(
        @DefaultValue("24h") @NotNull Duration kept,
        @DefaultValue("100000") @Positive int maxKept,
        @DefaultValue("100") @Positive int maxReaders) {}
