package dev.cliprange.access.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.access.key.ApiKeyService;
import dev.cliprange.access.key.Caller;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Rejects requests of an API key that exceeds its rate. It comes after Spring Security, which identifies the key. */
@Component
@Order(2)
class KeyRateFilter implements WebFilter {

    private static final int REMEMBERED_KEYS = ApiKeyService.REMEMBERED;

    private final LimitProperties limits;
    private final Cache<Caller, RateLimiter> keys;
    private final Counter refused;

    KeyRateFilter(LimitProperties limits, MeterRegistry meters) {
        this.limits = limits;
        this.keys = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_KEYS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build();
        this.refused = AccessMeter.KEY_RATE_REFUSED.counter(meters);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Caller.of(exchange).map(this::mayAsk).defaultIfEmpty(true).flatMap(may -> {
            if (may) {
                return chain.filter(exchange);
            }
            refused.increment();
            return Mono.error(new FailureException(
                    Failure.TOO_BUSY, "This API key exceeded its request rate.", Map.of("retryAfterSeconds", 1)));
        });
    }

    private boolean mayAsk(Caller caller) {
        int most = caller.requestsPerSecond().orElse(limits.keyRequestsPerSecond());
        return most == 0
                || keys.get(caller, it -> RateLimiter.of(it.scope(), rate(most)))
                        .acquirePermission();
    }

    private static RateLimiterConfig rate(int requestsPerSecond) {
        return RateLimiterConfig.custom()
                .limitForPeriod(requestsPerSecond)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build();
    }
}
