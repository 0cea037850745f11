package dev.cliprange.clip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.FailureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * States of things that are played, by their ids: from memory while fresh, otherwise from the database. If the database
 * fails, the last known state is returned. Concurrent requests for one id share a lookup.
 *
 * @param <V> the state; immutable
 */
public final class LastKnown<V> {

    private static final Logger log = LoggerFactory.getLogger(LastKnown.class);

    /** @param checkedAt when the database had this state at the latest */
    public record Entry<V>(V state, Instant checkedAt) {}

    private final String thing;
    private final Cache<UUID, Entry<V>> known;
    private final Function<UUID, Mono<V>> load;
    private final Duration freshness;
    private final Clock clock;
    private final Map<UUID, Mono<Entry<V>>> lookups = new ConcurrentHashMap<>();

    /**
     * @param thing the word for it in the log, such as "clip"
     * @param memory bounds the number or the size of entries
     * @param load reads a state from the database; empty if there is none
     * @param freshness how long a state is returned without a query
     */
    public LastKnown(
            String thing,
            Caffeine<? super UUID, ? super Entry<V>> memory,
            Function<UUID, Mono<V>> load,
            Duration freshness,
            Clock clock) {
        this.thing = thing;
        this.known = memory.build();
        this.load = load;
        this.freshness = freshness;
        this.clock = clock;
    }

    /**
     * Returns the state as it is now, or the last known one if the database fails.
     *
     * @param unknown the failure if there is none
     */
    public Mono<V> get(UUID id, Supplier<FailureException> unknown) {
        Optional<Entry<V>> entry = Optional.ofNullable(known.getIfPresent(id));
        if (entry.isPresent() && entry.get().checkedAt().plus(freshness).isAfter(clock.instant())) {
            return Mono.just(entry.get().state());
        }
        return Mono.defer(() -> lookups.computeIfAbsent(id, this::lookUp))
                .doOnNext(answer -> known.put(id, answer))
                .map(Entry::state)
                .switchIfEmpty(Mono.error(() -> {
                    known.invalidate(id);
                    return unknown.get();
                }))
                .onErrorResume(error -> entry.isPresent() && !(error instanceof FailureException), error -> {
                    log.atWarn().addKeyValue(thing, id).log("database unavailable, {} served from memory", thing);
                    V last = entry.orElseThrow().state();
                    known.put(id, new Entry<>(last, clock.instant()));
                    return Mono.just(last);
                });
    }

    /** Forgets one state, and its lookup in flight, which may have read the row before a change. */
    public void forget(UUID id) {
        lookups.remove(id);
        known.invalidate(id);
    }

    /** Forgets all states that match, and all lookups in flight. */
    public void forgetAll(Predicate<V> changed) {
        forgetLookups();
        known.asMap().values().removeIf(entry -> changed.test(entry.state()));
    }

    /** Forgets all lookups in flight, which may have read their rows before a change. */
    public void forgetLookups() {
        lookups.clear();
    }

    private Mono<Entry<V>> lookUp(UUID id) {
        // The lookup is never cancelled, because the driver leaks the buffers of a cancelled query.
        return Mono.fromFuture(
                        () -> {
                            // The age counts from before the query, so that a change during the query is seen in time.
                            Instant before = clock.instant();
                            return Mono.defer(() -> load.apply(id))
                                    .map(state -> new Entry<>(state, before))
                                    .doFinally(end -> lookups.remove(id))
                                    .toFuture();
                        },
                        true)
                .cache();
    }
}
