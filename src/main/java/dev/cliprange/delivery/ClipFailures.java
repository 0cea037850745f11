package dev.cliprange.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.LastingFailure;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.stream.StreamProperties;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Remembers lasting failures of FFmpeg clips by the clip's version. While one is remembered, requests get its status
 * and start no process, even if the process had failed after its first byte.
 */
@Component
class ClipFailures {

    private static final int FAILURE_BYTES = 1_000;
    private static final int REMEMBERED = HeapShare.valueOf(HeapShare.FAILURES).entries(3 * FAILURE_BYTES, 10_000);

    private final Cache<String, Known> known;

    ClipFailures(StreamProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.failuresKept())
                .build();
    }

    private record Known(Failure failure, String detail) {}

    /** Remembers the failure if another process would fail in the same way. */
    void add(String key, Throwable error) {
        LastingFailure.of(error).ifPresent(lasting -> known.put(key, new Known(lasting.failure(), lasting.detail())));
    }

    /** Returns the failure, marked as one that was logged before. */
    Optional<FailureException> find(String key) {
        return Optional.ofNullable(known.getIfPresent(key))
                .map(known -> new FailureException(known.failure(), known.detail()).remembered());
    }
}
