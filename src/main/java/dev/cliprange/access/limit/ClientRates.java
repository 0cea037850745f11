package dev.cliprange.access.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.memory.HeapShare;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** One rate for each client. A client that has sent nothing for a minute is forgotten. */
final class ClientRates {

    /** An entry of the cache; two of these caches share the memory for clients. */
    private static final int CLIENT_BYTES = 1_000;

    private static final int REMEMBERED_CLIENTS =
            HeapShare.valueOf(HeapShare.CLIENTS).entries(2 * CLIENT_BYTES, 100_000);

    private final int perSecond;
    private final RateLimiterConfig rate;
    private final Cache<String, RateLimiter> clients;

    /** @param perSecond 0 for no limit */
    ClientRates(int perSecond) {
        this.perSecond = perSecond;
        this.rate = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, perSecond))
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build();
        this.clients = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_CLIENTS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build();
    }

    /** Counts a request and returns whether it is within the rate. */
    boolean take(String client) {
        return perSecond == 0 || limiterOf(client).acquirePermission();
    }

    /** Returns whether the client has used up this second's rate. Counts nothing. */
    boolean isUsedUp(String client) {
        return perSecond > 0 && limiterOf(client).getMetrics().getAvailablePermissions() <= 0;
    }

    private RateLimiter limiterOf(String client) {
        return clients.get(client, name -> RateLimiter.of(name, rate));
    }
}
