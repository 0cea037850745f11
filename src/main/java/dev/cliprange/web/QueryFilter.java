package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Rejects control calls that repeat a parameter, because two readers of such a URL may each use another value. */
@Component
@Order(4)
class QueryFilter implements WebFilter {

    private static final String CONTROL = "/api/";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        boolean twice = request.getPath().value().startsWith(CONTROL)
                && request.getQueryParams().values().stream().anyMatch(values -> values.size() > 1);
        return twice
                ? Mono.error(new FailureException(Failure.REQUEST_INVALID, "A query parameter is repeated."))
                : chain.filter(exchange);
    }
}
