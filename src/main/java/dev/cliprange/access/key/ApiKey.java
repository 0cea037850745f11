package dev.cliprange.access.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept: without the key.
 *
 * @param requestsPerSecond null for what is configured
 * @param createdBy the scope of the caller that made it
 * @param lastUsedAt to the minute; null while nobody has used it
 * @param revokedAt null while it holds
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
