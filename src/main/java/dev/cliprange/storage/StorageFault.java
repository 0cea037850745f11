package dev.cliprange.storage;

import java.util.Map;

/**
 * Why the storage cannot be used, for the operator. It contains no secret.
 *
 * @param reason one sentence
 * @param details what was tried, by name: {@code setting}, {@code endpoint}, {@code bucket}, {@code s3ErrorCode},
 *     {@code path}
 */
public record StorageFault(String reason, Map<String, String> details) {

    public StorageFault {
        details = Map.copyOf(details);
    }
}
