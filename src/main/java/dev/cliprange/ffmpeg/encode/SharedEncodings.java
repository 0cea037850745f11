package dev.cliprange.ffmpeg.encode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.SingleFlight;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Shares encodings among concurrent requests for the same frames. An encoding runs to completion even if every client
 * disconnects. A lasting failure is remembered, and returned at once until it expires.
 *
 * @param <T> the result
 */
public final class SharedEncodings<T> {

    private static final int MOST_JOINS = 3;

    private final EncodingFailures failures;
    private final SingleFlight<String, T> flights = new SingleFlight<>();

    public SharedEncodings(EncodingFailures failures) {
        this.failures = failures;
    }

    /**
     * Returns the result of a running encoding, or of a new one.
     *
     * @param key names the frames, among those of all other kinds too
     * @param make encodes. Fails with {@link EncodingFailures.Lasting} if the same request would fail again
     * @throws FailureException as {@code make}
     */
    public Mono<T> get(String key, Supplier<Mono<T>> make) {
        return get(key, make, MOST_JOINS);
    }

    /** @param joins how many encodings that other requests began may fail because no process was free */
    private Mono<T> get(String key, Supplier<Mono<T>> make, int joins) {
        return flights.get(
                key,
                () -> begin(key, make),
                running -> running.onErrorResume(FailureException.class, failure -> joined(key, make, joins, failure)));
    }

    /**
     * Handles the failure of an encoding that another request began and logged. If no process was free for that
     * request, its client may have too many, and this client may still get one.
     */
    private Mono<T> joined(String key, Supplier<Mono<T>> make, int joins, FailureException failure) {
        return failure.failure() == Failure.TOO_BUSY && joins > 0
                ? get(key, make, joins - 1)
                : Mono.error(failure.remembered());
    }

    private Mono<T> begin(String key, Supplier<Mono<T>> make) {
        return failures.find(key)
                .<Mono<T>>map(Mono::error)
                .orElseGet(make)
                .doOnError(EncodingFailures.Lasting.class, lasting -> failures.remember(key, lasting.failure()))
                .onErrorMap(EncodingFailures.Lasting.class, EncodingFailures.Lasting::failure);
    }
}
