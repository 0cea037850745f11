package dev.cliprange.web;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A call that carries an {@code Idempotency-Key}.
 *
 * @param scope of the caller
 * @param key the client's
 * @param request a digest of method, path, query, condition and body
 */
public record ChangingCall(String scope, String key, ByteBuffer request) {

    public static final String HEADER = "Idempotency-Key";

    private static final int MAX_KEY_CHARACTERS = 255;

    /**
     * The call a request is.
     *
     * @param body as canonical JSON, so that white space makes no difference
     * @throws FailureException REQUEST_INVALID if the key is not from 1 to 255 visible characters of ASCII
     */
    public static ChangingCall of(String scope, String key, ServerHttpRequest request, byte[] body) {
        boolean wellFormed = !key.isEmpty()
                && key.length() <= MAX_KEY_CHARACTERS
                && key.chars().allMatch(character -> character > ' ' && character < 0x7F);
        if (!wellFormed) {
            throw new FailureException(
                    Failure.REQUEST_INVALID,
                    "The header '" + HEADER + "' holds from 1 to " + MAX_KEY_CHARACTERS + " visible characters.");
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
        return new ChangingCall(scope, key, ByteBuffer.wrap(digest.digest()));
    }
}
