package dev.cliprange.web;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.util.List;
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
        if (!request.getPath().value().startsWith(CONTROL)) {
            return chain.filter(exchange);
        }
        List<InvalidInput> repeated = request.getQueryParams().entrySet().stream()
                .filter(parameter -> parameter.getValue().size() > 1)
                .<InvalidInput>map(
                        parameter -> new InvalidInput.Parameter(parameter.getKey(), "It is repeated. Send it once."))
                .toList();
        return repeated.isEmpty() ? chain.filter(exchange) : Mono.error(FailureException.invalid(repeated));
    }
}
