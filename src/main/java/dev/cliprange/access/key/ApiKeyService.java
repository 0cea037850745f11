package dev.cliprange.access.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.web.Cursor;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Creates, revokes and recognises API keys. */
@Service
public class ApiKeyService {

    private static final Logger log = LoggerFactory.getLogger(ApiKeyService.class);
    /** Identifies a key to people and to secret scanners. A secret without it is not looked up. */
    private static final String PREFIX = "cliprange_";

    private static final int SECRET_BYTES = 32;
    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));
    /** The time after which all instances reject a revoked key. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration LAST_USE_EVERY = Duration.ofMinutes(1);
    /** The size of a key in the two caches of this class and in the cache of rates. */
    private static final int KEY_BYTES = 2500;

    public static final int REMEMBERED = HeapShare.valueOf(HeapShare.KEYS).entries(KEY_BYTES, 10_000);

    private final ApiKeyRepository keys;
    private final SecureRandom random = new SecureRandom();
    private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FRESH)
            .build();
    /** The number of keys that this instance has revoked. */
    private final AtomicLong revocations = new AtomicLong();

    private final Cache<UUID, Boolean> touched = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(LAST_USE_EVERY)
            .build();

    ApiKeyService(ApiKeyRepository keys) {
        this.keys = keys;
    }

    /**
     * A new key.
     *
     * @param secret the key, which is not stored and cannot be read again
     */
    record Created(ApiKey key, String secret) {}

    /**
     * The result of a look-up in the database.
     *
     * @param askedNanos when the look-up began, so that a revocation during it is not missed for longer
     * @param revocations the number of revocations at that time; the result of a look-up during a revocation is not
     *     used
     */
    private record Known(Optional<Caller> caller, long askedNanos, long revocations) {}

    /** @param createdBy the scope of the caller */
    Mono<Created> create(String name, Role role, @Nullable Integer requestsPerSecond, String createdBy) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return keys.insert(name, role, ApiKeyDigest.ofKey(secret).bytes(), requestsPerSecond, createdBy)
                .map(key -> new Created(key, secret));
    }

    /** Lists at most {@code limit} keys after a cursor, in the order of creation, including revoked ones. */
    Mono<List<ApiKey>> list(Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return keys.findAfter(Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                .collectList();
    }

    /** @throws FailureException KEY_UNKNOWN */
    Mono<ApiKey> revoke(UUID keyId) {
        return keys.revoke(keyId)
                .switchIfEmpty(Mono.error(() -> new FailureException(Failure.KEY_UNKNOWN, "No key has this id.")))
                .doOnNext(key -> revocations.incrementAndGet());
    }

    /** Returns the caller with this secret; empty if the secret is not a valid key. */
    public Mono<Caller> recognise(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Mono.empty();
        }
        ByteBuffer digest = ApiKeyDigest.ofKey(secret).bytes();
        return Mono.justOrEmpty(known.getIfPresent(digest))
                .filter(this::isFresh)
                .switchIfEmpty(Mono.defer(() -> ask(digest)))
                .mapNotNull(answer -> answer.caller().orElse(null))
                .doOnNext(it -> it.keyId().ifPresent(this::noteUse));
    }

    private Mono<Known> ask(ByteBuffer digest) {
        long askedNanos = System.nanoTime();
        long revoked = revocations.get();
        return keys.find(digest)
                .map(key -> Optional.of(Caller.of(key)))
                .defaultIfEmpty(Optional.empty())
                .map(caller -> new Known(caller, askedNanos, revoked))
                .doOnNext(answer -> known.put(digest, answer));
    }

    private boolean isFresh(Known answer) {
        return answer.revocations() == revocations.get() && System.nanoTime() - answer.askedNanos() < FRESH.toNanos();
    }

    /** Runs at most once a minute, and the request does not wait for it. */
    private void noteUse(UUID keyId) {
        if (touched.asMap().putIfAbsent(keyId, true) == null) {
            keys.touch(keyId)
                    .subscribe(
                            done -> {},
                            error -> log.atWarn()
                                    .addKeyValue("key", keyId)
                                    .addKeyValue("reason", String.valueOf(error))
                                    .log("failed to store the last use of a key"));
        }
    }
}
