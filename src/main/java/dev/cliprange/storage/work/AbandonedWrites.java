package dev.cliprange.storage.work;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The writes of this instance that were cancelled and have not ended. A call that was sent may still store its object
 * after the cancel. So a deletion waits for such writes of its objects. Otherwise an object would appear after it.
 */
final class AbandonedWrites {

    private final Set<Write> writes = ConcurrentHashMap.newKeySet();

    /** Compared by identity, because several writes may have the same key. */
    private static final class Write {

        private final String key;
        private final Sinks.Empty<Void> end = Sinks.empty();

        private Write(String key) {
            this.key = key;
        }
    }

    /**
     * Runs the end of a cancelled write. A deletion that begins after the subscription waits for it.
     *
     * @param key of the object
     * @param end completes or fails when the object can no longer appear
     */
    Mono<Void> until(String key, Mono<Void> end) {
        return Mono.using(() -> begin(key), write -> end, this::end);
    }

    /** Completes when the abandoned writes of these keys have ended. */
    Mono<Void> ended(Predicate<String> keys) {
        return Flux.defer(() -> Flux.fromStream(
                        writes.stream().filter(write -> keys.test(write.key)).map(write -> write.end.asMono())))
                .flatMap(end -> end)
                .then();
    }

    private Write begin(String key) {
        var write = new Write(key);
        writes.add(write);
        return write;
    }

    private void end(Write write) {
        writes.remove(write);
        write.end.tryEmitEmpty();
    }
}
