package dev.cliprange.memory;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Shares one run among concurrent requests for the same thing. A run completes even if all of them are cancelled. Nothing is kept
 * after it has ended.
 *
 * @param <K> names the thing
 * @param <T> the result
 */
public final class SingleFlight<K, T> {

    private final ConcurrentHashMap<K, Mono<T>> underWay = new ConcurrentHashMap<>();

    /**
     * Returns the result of the run under way, or of a new one. Fails as the run.
     *
     * @param run subscribed to once
     */
    public Mono<T> get(K key, Supplier<Mono<T>> run) {
        return get(key, run, UnaryOperator.identity());
    }

    /** @param joined changes what a request gets from a run that another request began */
    public Mono<T> get(K key, Supplier<Mono<T>> run, UnaryOperator<Mono<T>> joined) {
        return Mono.defer(() -> {
            Mono<T> mine = Mono.defer(run)
                    // Remove the entry before signalling, so that a retry does not receive the cached failure.
                    .doOnTerminate(() -> underWay.remove(key))
                    .cache();
            Mono<T> running = underWay.putIfAbsent(key, mine);
            return running == null ? mine : joined.apply(running);
        });
    }
}
