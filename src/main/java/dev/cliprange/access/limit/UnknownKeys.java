package dev.cliprange.access.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.access.key.ApiKeyDigest;
import dev.cliprange.access.key.Caller;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Bounds how many unknown keys a client may try. Each one costs a look-up in the database. A key that was valid in the
 * last minutes is always looked up, because another client of the same network may be guessing.
 */
@Component
public class UnknownKeys {

    private static final int KEY_BYTES = 500;
    private static final int REMEMBERED_KEYS = HeapShare.valueOf(HeapShare.KEYS).entries(4 * KEY_BYTES, 10_000);
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

    private final LimitProperties limits;
    private final ClientRates rates;
    private final Cache<ByteBuffer, Boolean> good = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_KEYS)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();
    private final Counter refused;

    UnknownKeys(LimitProperties limits, MeterRegistry meters) {
        this.limits = limits;
        this.rates = new ClientRates(limits.unknownKeysPerSecond());
        this.refused = AccessMeter.UNKNOWN_KEYS_REFUSED.counter(meters);
    }

    /**
     * Returns the look-up of a secret; empty if it is unknown.
     *
     * @throws FailureException TOO_BUSY if the client has tried too many unknown keys
     */
    public Mono<Caller> guard(String client, String secret, Mono<Caller> lookUp) {
        ByteBuffer digest = ApiKeyDigest.ofKey(secret).bytes();
        if (rates.isUsedUp(client) && good.getIfPresent(digest) == null) {
            refused.increment();
            return Mono.error(new FailureException(
                    Failure.TOO_BUSY,
                    "This client exceeded its limit of " + limits.unknownKeysPerSecond()
                            + " requests with unknown keys per second.",
                    Map.of("retryAfterSeconds", 1)));
        }
        return lookUp.doOnNext(caller -> good.put(digest, true))
                .switchIfEmpty(Mono.fromRunnable(() -> count(client, digest)));
    }

    private void count(String client, ByteBuffer digest) {
        good.invalidate(digest);
        rates.take(client);
    }
}
