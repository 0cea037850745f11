package dev.cliprange.access.key;

import java.security.Principal;
import java.util.Optional;
import java.util.UUID;

/**
 * Who calls: the key a request carries, without the key.
 *
 * @param scope never changes, and is nobody else's: what idempotency keys and audit lines name
 * @param keyId of a key that is kept in the database; empty for the configured one
 * @param requestsPerSecond of this key; empty for what is configured
 */
public record Caller(String scope, Optional<UUID> keyId, String keyName, Role role, Optional<Integer> requestsPerSecond)
        implements Principal {

    /** Whoever shows the configured key. */
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

    @Override
    public String getName() {
        return scope;
    }
}
