package dev.cliprange.web;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Logs one line for each request, without its query, which may contain a signature. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestLogFilter implements WebFilter {

    /** Exchange attribute: the code of the reported failure. */
    public static final String CODE_ATTRIBUTE = RequestLogFilter.class.getName() + ".code";

    /** Exchange attribute, present if the client closed the connection during the response. */
    public static final String CLIENT_LEFT_ATTRIBUTE = RequestLogFilter.class.getName() + ".client-left";

    private static final Logger log = LoggerFactory.getLogger("dev.cliprange.requests");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long startNanos = System.nanoTime();
        return chain.filter(exchange).doFinally(signal -> write(exchange, signal, startNanos));
    }

    private static void write(ServerWebExchange exchange, SignalType signal, long startNanos) {
        var status = exchange.getResponse().getStatusCode();
        Object code = exchange.getAttribute(CODE_ATTRIBUTE);
        boolean left = exchange.getAttributes().containsKey(CLIENT_LEFT_ATTRIBUTE);
        var line = log.atInfo()
                .addKeyValue("method", exchange.getRequest().getMethod().name())
                .addKeyValue("path", LoggedPath.of(exchange))
                .addKeyValue("status", status == null ? 200 : status.value())
                .addKeyValue("outcome", left ? "client-left" : outcome(signal, code != null))
                .addKeyValue("milliseconds", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        (code == null ? line : line.addKeyValue("code", code)).log("request");
    }

    private static String outcome(SignalType signal, boolean answered) {
        return switch (signal) {
            case CANCEL -> "client-left";
            // A problem response is complete.
            case ON_ERROR -> answered ? "refused" : "aborted";
            default -> "complete";
        };
    }
}
