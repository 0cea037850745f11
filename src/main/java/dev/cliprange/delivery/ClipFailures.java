package dev.cliprange.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.LastingFailure;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.stream.DeliveryProperties;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Failures of FFmpeg clips that would be the same again, by the clip's version. As long as one is remembered, requests
 * get its status and start no process, also if the process failed after its first byte.
 */
@Component
class ClipFailures {

    private static final int FAILURE_BYTES = 1_000;
    private static final int REMEMBERED = HeapShare.valueOf(HeapShare.FAILURES).entries(3 * FAILURE_BYTES, 10_000);

    private final Cache<String, Known> known;

    ClipFailures(DeliveryProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.failuresKept())
                .build();
    }

    private record Known(Failure failure, String detail) {}

    /** Remembers the failure, if it would be the same again. */
    void add(String key, Throwable error) {
        LastingFailure.of(error).ifPresent(lasting -> known.put(key, new Known(lasting.failure(), lasting.detail())));
    }

    /** Returns the failure, marked as one that was logged before. */
    Optional<FailureException> find(String key) {
        return Optional.ofNullable(known.getIfPresent(key))
                .map(known -> new FailureException(known.failure(), known.detail()).remembered());
    }
}
