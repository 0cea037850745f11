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
 * @param endpoint the URL for OTLP over HTTP, for example {@code http://collector:4318/v1/traces}; tracing is off if it
 *     is not set
 * @param sampledPercent percentage of the requests without a trace context that are traced; for the others the client
 *     decides
 */
@Validated
@ConfigurationProperties("cliprange.tracing")
public record TracingProperties(
        @Nullable URI endpoint,
        @DefaultValue("10") @Min(0) @Max(100) int sampledPercent) {}
