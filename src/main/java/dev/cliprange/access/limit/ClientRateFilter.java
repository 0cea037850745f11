package dev.cliprange.access.limit;

import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.access.key.KeyedPaths;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Rejects a client that exceeds its request rate. This counts requests to paths that need no key, and requests without
 * a key. It comes before Spring Security. Health and metrics on the management port are not counted.
 */
@Component
@Order(-101)
class ClientRateFilter implements WebFilter {

    private final LimitProperties limits;
    private final Clients clients;
    private final ApplicationContext application;
    private final ClientRates rates;
    private final Counter refused;

    ClientRateFilter(LimitProperties limits, Clients clients, ApplicationContext application, MeterRegistry meters) {
        this.limits = limits;
        this.clients = clients;
        this.application = application;
        this.rates = new ClientRates(limits.requestsPerSecond());
        this.refused = AccessMeter.RATE_REFUSED.counter(meters);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // The management port has an application context of its own.
        boolean management = !application.equals(exchange.getApplicationContext());
        if (management || !isCounted(exchange.getRequest()) || rates.take(clients.of(exchange.getRequest()))) {
            return chain.filter(exchange);
        }
        refused.increment();
        return Mono.error(new FailureException(
                Failure.TOO_BUSY,
                "This client exceeded its limit of " + limits.requestsPerSecond() + " requests per second.",
                Map.of("retryAfterSeconds", 1)));
    }

    private static boolean isCounted(ServerHttpRequest request) {
        return !request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION) || KeyedPaths.isOpen(request);
    }
}
