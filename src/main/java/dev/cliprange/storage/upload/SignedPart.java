package dev.cliprange.storage.upload;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A URL to which one part can be sent with PUT.
 *
 * @param url a secret, so {@code toString} omits it
 * @param headers that the client must send, by name; without {@code Host}
 */
public record SignedPart(int number, URI url, Map<String, String> headers, Instant expiresAt) {

    public SignedPart {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "SignedPart[number=" + number + ", expiresAt=" + expiresAt + "]";
    }
}
