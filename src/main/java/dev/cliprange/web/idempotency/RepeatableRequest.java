package dev.cliprange.web.idempotency;

import reactor.core.publisher.Mono;

/**
 * A request that a client may send again, with the format of its response.
 *
 * @param <R> the response
 */
public interface RepeatableRequest<R> {

    /**
     * Returns what identifies the request; empty if it carries no {@code Idempotency-Key}. Fails with {@code
     * request-invalid} if the key is malformed.
     */
    Mono<IdempotentRequest> identity();

    /** Returns the response as it is stored. */
    StoredResponse store(R response);

    /** Returns the response that was stored, with the same status, headers and body. */
    R replay(StoredResponse stored);
}
