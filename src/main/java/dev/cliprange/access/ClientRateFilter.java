package dev.cliprange.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses a client of the playback face that asks more often than it may. */
@Component
@Order(0)
class ClientRateFilter implements WebFilter {

    private static final String PLAYBACK = "/videos/";
    private static final int CLIENT_BYTES = 1000;
    private static final int REMEMBERED_CLIENTS =
            HeapShare.valueOf(HeapShare.CLIENTS).entries(CLIENT_BYTES, 100_000);

    private final LimitProperties limits;
    private final RateLimiterConfig rate;
    private final Cache<String, RateLimiter> clients;
    private final Counter refused;

    ClientRateFilter(LimitProperties limits, MeterRegistry meters) {
        this.limits = limits;
        this.rate = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, limits.requestsPerSecond()))
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build();
        this.clients = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_CLIENTS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build();
        this.refused = Counter.builder(AccessMeter.RATE_REFUSED.meterName())
                .description("Requests refused because their client asked too often")
                .register(meters);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (limits.requestsPerSecond() == 0 || !request.getPath().value().startsWith(PLAYBACK)) {
            return chain.filter(exchange);
        }
        if (limiterOf(addressOf(request)).acquirePermission()) {
            return chain.filter(exchange);
        }
        refused.increment();
        return Mono.error(new FailureException(
                Failure.TOO_BUSY,
                "More than " + limits.requestsPerSecond() + " requests a second came from this client.",
                Map.of("retryAfterSeconds", 1)));
    }

    private RateLimiter limiterOf(String client) {
        return clients.get(client, name -> RateLimiter.of(name, rate));
    }

    /** The peer, or the address the outermost believed proxy saw: entries left of that one can be forged. */
    private String addressOf(ServerHttpRequest request) {
        List<String> forwarded = request.getHeaders().getOrDefault("X-Forwarded-For", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        if (limits.trustedProxies() > 0 && forwarded.size() >= limits.trustedProxies()) {
            return forwarded.get(forwarded.size() - limits.trustedProxies());
        }
        InetSocketAddress peer = request.getRemoteAddress();
        return peer == null || peer.getAddress() == null
                ? "unknown"
                : peer.getAddress().getHostAddress();
    }
}
