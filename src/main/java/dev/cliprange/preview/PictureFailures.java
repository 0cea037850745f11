package dev.cliprange.preview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.memory.HeapShare;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Remembers for some time which pictures cannot be made. Another process would fail in the same way. */
@Component
class PictureFailures {

    private static final int REMEMBERED =
            HeapShare.valueOf(HeapShare.PICTURE_FAILURES).entries(1_000, 10_000);

    private final Cache<String, FailureException> known;

    PictureFailures(PreviewProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(properties.failureExpiry())
                .build();
    }

    /** Returns the failure, marked as one that was logged before. */
    Optional<FailureException> find(String name) {
        return Optional.ofNullable(known.getIfPresent(name));
    }

    /** Remembers the failure if it is one of the media. */
    void add(String name, Throwable error) {
        if (error instanceof FailureException failure && failure.failure().kind() == FailureKind.MEDIA) {
            known.put(name, failure.remembered());
        }
    }
}
