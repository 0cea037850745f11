package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Answers 404 for a path that is not its own canonical form. It comes before every filter that decides by the path
 * (rate, security, signature), so these filters see one spelling of each path.
 */
@Component
@Order(CanonicalPathFilter.ORDER)
class CanonicalPathFilter implements WebFilter {

    /** Directly after the log of requests. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return CanonicalPath.matches(pathOf(target(exchange.getRequest())))
                ? chain.filter(exchange)
                : Mono.error(new FailureException(
                        Failure.NOT_FOUND, "The path is not in its canonical form. Use URLs as the API returns them."));
    }

    /** The request target as it was sent: Spring's request has a parsed one. */
    private static String target(ServerHttpRequest request) {
        Object received = ServerHttpRequestDecorator.getNativeRequest(request);
        return received instanceof HttpServerRequest netty
                ? netty.uri()
                : request.getURI().toASCIIString();
    }

    /** The path of a target in origin form or absolute form (RFC 9112, 3.2), without the query. */
    private static String pathOf(String target) {
        int query = target.indexOf('?');
        String withoutQuery = query < 0 ? target : target.substring(0, query);
        int scheme = withoutQuery.startsWith("/") ? -1 : withoutQuery.indexOf("://");
        if (scheme < 0) {
            return withoutQuery;
        }
        int path = withoutQuery.indexOf('/', scheme + "://".length());
        return path < 0 ? "" : withoutQuery.substring(path);
    }
}
