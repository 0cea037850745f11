package dev.cliprange.access.key;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The caller of a request, once Spring Security has recognised its key. */
public final class Callers {

    private Callers() {}

    /** Empty on the open addresses. */
    public static Mono<Caller> of(ServerWebExchange exchange) {
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .switchIfEmpty(
                        ReactiveSecurityContextHolder.getContext().mapNotNull(SecurityContext::getAuthentication))
                .mapNotNull(Authentication::getPrincipal)
                .ofType(Caller.class);
    }
}
