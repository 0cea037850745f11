package dev.cliprange.event;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the feed of changes is kept and read.
 *
 * @param kept how long an event can be resumed from
 * @param maxKept how many of them at most
 * @param maxReaders clients that may follow one instance at once
 */
@Validated
@ConfigurationProperties("cliprange.event")
public record EventProperties(
        @DefaultValue("24h") @NotNull Duration kept,
        @DefaultValue("100000") @Positive int maxKept,
        @DefaultValue("100") @Positive int maxReaders) {}
