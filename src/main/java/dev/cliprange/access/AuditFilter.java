package dev.cliprange.access;

import dev.cliprange.access.key.Caller;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Logs each call that may change something, with its caller and its outcome. */
@Component
@Order(3)
class AuditFilter implements WebFilter {

    private static final Logger log = LoggerFactory.getLogger("dev.cliprange.audit");
    private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (LOOKING.contains(exchange.getRequest().getMethod())) {
            return chain.filter(exchange);
        }
        return Caller.of(exchange)
                .map(caller -> chain.filter(exchange).doFinally(signal -> write(exchange, caller, signal)))
                .defaultIfEmpty(chain.filter(exchange))
                .flatMap(it -> it);
    }

    /** Logs a call that Spring Security rejected before this filter. */
    static void noteRefusal(ServerWebExchange exchange, Caller caller) {
        if (!LOOKING.contains(exchange.getRequest().getMethod())) {
            write(exchange, caller, false);
        }
    }

    private static void write(ServerWebExchange exchange, Caller caller, SignalType signal) {
        var status = exchange.getResponse().getStatusCode();
        write(exchange, caller, signal == SignalType.ON_COMPLETE && (status == null || status.is2xxSuccessful()));
    }

    private static void write(ServerWebExchange exchange, Caller caller, boolean done) {
        log.atInfo()
                .addKeyValue("caller", caller.scope())
                .addKeyValue("keyName", caller.keyName())
                .addKeyValue("role", caller.role().lowerCase())
                .addKeyValue("method", exchange.getRequest().getMethod().name())
                .addKeyValue("path", exchange.getRequest().getPath().value())
                .addKeyValue("outcome", done ? "done" : "refused")
                .log("change");
    }
}
