package dev.cliprange.web.idempotency;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What identifies a request that carries an {@code Idempotency-Key}.
 *
 * @param scope the name of the caller; keys of different callers are independent
 * @param key the value of the header
 * @param digest a SHA-256 over method, path, query, condition and body
 */
public record IdempotentRequest(String scope, String key, ByteBuffer digest) {

    /** The header that carries the key. */
    public static final String HEADER = "Idempotency-Key";

    private static final int MAX_KEY_CHARACTERS = 255;

    /**
     * Identifies a request.
     *
     * @param body as canonical JSON, so that white space makes no difference
     * @throws FailureException REQUEST_INVALID if the key does not consist of 1 to 255 visible ASCII characters
     */
    static IdempotentRequest of(String scope, String key, ServerHttpRequest request, byte[] body) {
        boolean wellFormed = !key.isEmpty()
                && key.length() <= MAX_KEY_CHARACTERS
                && key.chars().allMatch(character -> character > ' ' && character < 0x7F);
        if (!wellFormed) {
            throw FailureException.invalid(new InvalidInput.Parameter(
                    HEADER, "Expected 1 to " + MAX_KEY_CHARACTERS + " visible ASCII characters, such as a UUID."));
        }
        MessageDigest digest = Digest.newSha256();
        for (String part : new String[] {
            request.getMethod().name(),
            request.getURI().getRawPath(),
            String.valueOf(request.getURI().getRawQuery()),
            String.valueOf(request.getHeaders().getFirst(HttpHeaders.IF_MATCH))
        }) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        digest.update(body);
        return new IdempotentRequest(scope, key, ByteBuffer.wrap(digest.digest()));
    }
}
