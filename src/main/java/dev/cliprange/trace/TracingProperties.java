package dev.cliprange.trace;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whether and where traces are sent.
 *
 * @param endpoint that takes OTLP over HTTP, as {@code http://collector:4318/v1/traces}; unset: there are no traces
 * @param sampledPercent of the requests that come without a trace of their own; the others' senders have decided
 */
@Validated
@ConfigurationProperties("cliprange.tracing")
public record TracingProperties(
        @Nullable URI endpoint,
        @DefaultValue("10") @Min(0) @Max(100) int sampledPercent) {}
