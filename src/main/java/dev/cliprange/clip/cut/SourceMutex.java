package dev.cliprange.clip.cut;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/**
 * Serialises the changes of one source on this instance. Changes wait here without a database connection. At the row
 * lock each would hold one, and leave none for other requests. The row lock excludes other instances.
 */
@Component
class SourceMutex {

    private static final int LONGEST_QUEUE = 1000;
    private static final int MOST_SOURCES = 10_000;
    private static final int POOL_BYTES = 2000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    // If an entry is evicted while it is in use, a change waits at the row lock instead.
    private final Cache<UUID, InstrumentedPool<Boolean>> pools = Caffeine.newBuilder()
            .maximumSize(HeapShare.valueOf(HeapShare.TURNS).entries(POOL_BYTES, MOST_SOURCES))
            .expireAfterAccess(Duration.ofMinutes(5))
            .build();

    /**
     * Runs work while no other change of the source runs on this instance.
     *
     * @throws FailureException TOO_BUSY if too many changes wait, or if the work waited for too long
     */
    <T> Mono<T> withLock(UUID sourceId, Mono<T> work) {
        return Mono.usingWhen(
                Mono.defer(() -> pool(sourceId).acquire(LONGEST_WAIT))
                        .onErrorMap(PoolAcquireTimeoutException.class, SourceMutex::tooBusy)
                        .onErrorMap(PoolAcquirePendingLimitException.class, SourceMutex::tooBusy),
                lock -> work,
                PooledRef::release);
    }

    private InstrumentedPool<Boolean> pool(UUID sourceId) {
        return pools.get(
                sourceId,
                id -> PoolBuilder.from(Mono.just(true))
                        .sizeBetween(0, 1)
                        .maxPendingAcquire(LONGEST_QUEUE)
                        .buildPool());
    }

    private static FailureException tooBusy(Exception error) {
        return new FailureException(
                Failure.TOO_BUSY,
                "Too many changes of this source's clips are waiting.",
                Map.of("retryAfterSeconds", 1));
    }
}
