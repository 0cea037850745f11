package dev.cliprange.access.key;

import java.security.Principal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The sender of a request, as identified by its API key. It does not contain the key.
 *
 * @param scope unique to the caller, and never changes; idempotency keys and audit lines refer to it
 * @param keyId of a key in the database; empty for the configured key
 * @param requestsPerSecond the limit of this key; empty if the configured limit applies
 */
public record Caller(String scope, Optional<UUID> keyId, String keyName, Role role, Optional<Integer> requestsPerSecond)
        implements Principal {

    /** The caller that uses the configured key. */
    public static final Caller CONFIGURED =
            new Caller("admin", Optional.empty(), "configured", Role.ADMIN, Optional.empty());

    static Caller of(ApiKey key) {
        return new Caller(
                "key:" + key.id(),
                Optional.of(key.id()),
                key.name(),
                key.role(),
                Optional.ofNullable(key.requestsPerSecond()));
    }

    /** Returns the caller that Spring Security has authenticated; empty for paths that need no key. */
    public static Mono<Caller> of(ServerWebExchange exchange) {
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .switchIfEmpty(
                        ReactiveSecurityContextHolder.getContext().mapNotNull(SecurityContext::getAuthentication))
                .mapNotNull(Authentication::getPrincipal)
                .ofType(Caller.class);
    }

    @Override
    public String getName() {
        return scope;
    }
}
