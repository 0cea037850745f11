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
 * Has the changes of one source come one after the other on this instance, without a database connection while they wait:
 * those that wait for the row lock hold one each, and would leave none for anybody else. Other instances are held off by
 * the row lock.
 */
@Component
class SourceTurns {

    private static final int LONGEST_QUEUE = 1000;
    private static final int MOST_SOURCES = 10_000;
    private static final int TURN_BYTES = 2000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    // One that is dropped while it is used costs a wait at the row lock, no more.
    private final Cache<UUID, InstrumentedPool<Boolean>> turns = Caffeine.newBuilder()
            .maximumSize(HeapShare.valueOf(HeapShare.TURNS).entries(TURN_BYTES, MOST_SOURCES))
            .expireAfterAccess(Duration.ofMinutes(5))
            .build();

    /**
     * The work, in its turn.
     *
     * @throws FailureException TOO_BUSY if too many are before it, or it had to wait too long
     */
    <T> Mono<T> take(UUID sourceId, Mono<T> work) {
        return Mono.usingWhen(
                Mono.defer(() -> turn(sourceId).acquire(LONGEST_WAIT))
                        .onErrorMap(PoolAcquireTimeoutException.class, SourceTurns::tooBusy)
                        .onErrorMap(PoolAcquirePendingLimitException.class, SourceTurns::tooBusy),
                turn -> work,
                PooledRef::release);
    }

    private InstrumentedPool<Boolean> turn(UUID sourceId) {
        return turns.get(
                sourceId,
                id -> PoolBuilder.from(Mono.just(true))
                        .sizeBetween(0, 1)
                        .maxPendingAcquire(LONGEST_QUEUE)
                        .buildPool());
    }

    private static FailureException tooBusy(Exception error) {
        return new FailureException(
                Failure.TOO_BUSY,
                "Too many changes of this source's clips wait already.",
                Map.of("retryAfterSeconds", 1));
    }
}
