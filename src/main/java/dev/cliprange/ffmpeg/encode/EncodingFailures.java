package dev.cliprange.ffmpeg.encode;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers for some time the frames that could not be encoded. Another request would fail in the same way. */
public final class EncodingFailures {

    private static final int FAILURE_BYTES = 1_000;
    private static final int REMEMBERED = HeapShare.valueOf(HeapShare.FAILURES).entries(3 * FAILURE_BYTES, 10_000);

    private final Cache<String, FailureException> known;

    /** @param expiry how long a failure is remembered */
    public EncodingFailures(Duration expiry) {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(expiry)
                .build();
    }

    /** A failure that the same request would meet again. It is unwrapped when it has been remembered. */
    public static final class Lasting extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final FailureException failure;

        public Lasting(FailureException failure) {
            super(failure.detail(), failure, false, false);
            this.failure = failure;
        }

        FailureException failure() {
            return failure;
        }
    }

    /**
     * Returns the failure of an encoding, as a lasting one if the storage answered in time: the frames took too long,
     * and would again.
     *
     * @param input the failure to read the samples; null if there was none
     */
    public static Throwable timed(FailureException failure, @Nullable Throwable input) {
        return failure.failure() == Failure.SOURCE_TIMEOUT && failure != input ? new Lasting(failure) : failure;
    }

    /** Returns the failure, marked as one that was logged before. */
    Optional<FailureException> find(String key) {
        return Optional.ofNullable(known.getIfPresent(key));
    }

    void remember(String key, FailureException failure) {
        // The copy has no cause, which would take memory.
        known.put(key, failure.remembered());
    }
}
