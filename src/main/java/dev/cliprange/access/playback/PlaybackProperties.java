package dev.cliprange.access.playback;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of signed playback URLs.
 *
 * @param signingKey the id of the key that signs; empty if URLs are not signed
 * @param keys secrets by their ids; signatures of all of them are accepted, so that a key can be replaced
 * @param expiresIn how long the URLs in responses are valid
 */
@ConfigurationProperties("cliprange.playback")
public record PlaybackProperties(
        @DefaultValue("") String signingKey,
        @DefaultValue Map<String, String> keys,
        @DefaultValue("12h") Duration expiresIn) {

    private static final int MIN_SECRET_BYTES = 32;

    /** @throws IllegalArgumentException if the signing key is not among the keys, or if an id or a secret is invalid */
    public PlaybackProperties {
        keys = Map.copyOf(keys);
        keys.forEach((id, secret) -> {
            if (!id.matches("[A-Za-z0-9_-]{1,32}")
                    || secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
                throw new IllegalArgumentException("cliprange.playback.keys: " + id
                        + " (expected: an id of letters, digits, - and _, and a secret of at least 32 bytes)");
            }
        });
        if (!signingKey.isEmpty() && !keys.containsKey(signingKey)) {
            throw new IllegalArgumentException(
                    "cliprange.playback.signing-key: " + signingKey + " (expected: one of " + keys.keySet() + ")");
        }
        if (expiresIn.isNegative() || expiresIn.isZero()) {
            throw new IllegalArgumentException("cliprange.playback.expires-in: " + expiresIn + " (expected: > 0)");
        }
    }

    public boolean signed() {
        return !signingKey.isEmpty();
    }

    @Override
    public String toString() {
        return "PlaybackProperties[signingKey=" + signingKey + ", keys=" + keys.keySet() + ", expiresIn=" + expiresIn
                + "]";
    }
}
