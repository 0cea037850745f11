package dev.cliprange.access;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much the two faces take.
 *
 * @param requestsPerSecond of one client of the playback face; 0 for no limit
 * @param keyRequestsPerSecond of one key of the control face, where the key has no rate of its own; 0 for no limit
 * @param maxStreams responses that may be running at once
 * @param trustedProxies how many proxies in front append to {@code X-Forwarded-For}; 0: the header is not believed
 */
@Validated
@ConfigurationProperties("cliprange.limits")
public record LimitProperties(
        @DefaultValue("200") @PositiveOrZero int requestsPerSecond,
        @DefaultValue("1000") @PositiveOrZero int keyRequestsPerSecond,
        @DefaultValue("1000") @Positive int maxStreams,
        @DefaultValue("0") @PositiveOrZero int trustedProxies) {}
