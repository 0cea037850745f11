package dev.cliprange.precise;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Remembers for some time the versions of clips whose frames could not be encoded. Another request would fail in the
 * same way.
 */
@Component
class PreciseFailures {

    private static final int FAILURE_BYTES = 1_000;
    private static final int REMEMBERED = HeapShare.valueOf(HeapShare.FAILURES).entries(3 * FAILURE_BYTES, 10_000);

    private final Cache<String, FailureException> known;

    PreciseFailures(PreciseProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.failureExpiry())
                .build();
    }

    /** A failure that the same request would meet again. It is unwrapped for {@link #remember}. */
    static final class Lasting extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final FailureException failure;

        Lasting(FailureException failure) {
            super(failure.detail(), failure, false, false);
            this.failure = failure;
        }

        FailureException failure() {
            return failure;
        }
    }

    /** Returns the failure, marked as one that was logged before. */
    Optional<FailureException> find(String version) {
        return Optional.ofNullable(known.getIfPresent(version));
    }

    void remember(String version, FailureException failure) {
        // The copy has no cause, which would take memory.
        known.put(version, failure.remembered());
    }
}
