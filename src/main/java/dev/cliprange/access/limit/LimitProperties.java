package dev.cliprange.access.limit;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of clients and keys. A client is an IP address (IPv4) or a /64 network (IPv6).
 *
 * <p>A browser whose player is paused stops reading once its buffer is full. Its connection is reset after {@code
 * writeStall}; when the player goes on, it asks for the rest by a range request. The minimum rate is below that of any
 * media, so that a player which reads at the speed of playback is never too slow.
 *
 * @param requestsPerSecond of one client, on all paths that need no key, and of requests without a key; 0 for no limit
 * @param keyRequestsPerSecond of one key of the control API, if the key has no rate of its own; 0 for no limit
 * @param unknownKeysPerSecond requests of one client with an unknown key; 0 for no limit
 * @param maxStreams responses that may be running at once
 * @param streamsPerClient playback requests of one client that may be running at once; 0 for no limit
 * @param eventFeedsPerClient readers of the event feed of one client; 0 for no limit
 * @param eventFeedsPerKey readers of the event feed with one key; 0 for no limit
 * @param longPollsPerClient requests of one client that wait at once; 0 for no limit
 * @param longPollsPerKey requests with one key that wait at once; 0 for no limit
 * @param writeStall a client that takes nothing of a response for this time is reset
 * @param minimumRate bytes a second; a client that takes fewer while bytes wait for it is reset; 0 for no limit
 * @param minimumRatePeriod the time over which that rate is measured; shorter responses are never too slow
 * @param bodyTimeout the longest time that the body of a request may take to arrive
 * @param trustedProxies how many proxies in front append to {@code X-Forwarded-For}; 0: the header is not believed
 */
@Validated
@ConfigurationProperties("cliprange.limits")
public record LimitProperties(
        @DefaultValue("200") @PositiveOrZero int requestsPerSecond,
        @DefaultValue("1000") @PositiveOrZero int keyRequestsPerSecond,
        @DefaultValue("10") @PositiveOrZero int unknownKeysPerSecond,
        @DefaultValue("1000") @Positive int maxStreams,
        @DefaultValue("250") @PositiveOrZero int streamsPerClient,
        @DefaultValue("20") @PositiveOrZero int eventFeedsPerClient,
        @DefaultValue("50") @PositiveOrZero int eventFeedsPerKey,
        @DefaultValue("50") @PositiveOrZero int longPollsPerClient,
        @DefaultValue("200") @PositiveOrZero int longPollsPerKey,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration writeStall,
        @DefaultValue("2KB") @NotNull DataSize minimumRate,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration minimumRatePeriod,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration bodyTimeout,
        @DefaultValue("0") @PositiveOrZero int trustedProxies) {}
