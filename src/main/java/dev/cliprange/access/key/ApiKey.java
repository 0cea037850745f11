package dev.cliprange.access.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored properties of an API key. They do not include the key.
 *
 * @param requestsPerSecond null if the configured limit applies
 * @param createdBy the scope of the caller that created it
 * @param lastUsedAt to the minute; null if it has not been used
 * @param revokedAt null if it is valid
 */
record ApiKey(
        UUID id,
        String name,
        Role role,
        @Nullable Integer requestsPerSecond,
        Instant createdAt,
        String createdBy,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {}
