package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.storage.StorageCheck;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds out whether a component of this instance made a reading fail, and not the object. Such a reading is not an
 * attempt: another instance may have the component, or it comes back.
 */
@Component
class MissingComponent {

    private final StorageCheck storage;

    MissingComponent(StorageCheck storage) {
        this.storage = storage;
    }

    /** Returns the reason, for the problem of the source; empty if the component works that could be the cause. */
    Mono<FailureException> causeOf(FailureException failure) {
        if (failure.failure() == Failure.FFMPEG_UNAVAILABLE) {
            return Mono.just(waiting("FFmpeg is not available on this instance.", failure));
        }
        return switch (failure.failure().kind()) {
            case UPSTREAM ->
                storage.fault().map(fault -> waiting("The storage of this server is not available.", failure));
            case CALLER, MEDIA, CAPACITY, INTERNAL -> Mono.empty();
        };
    }

    private static FailureException waiting(String what, FailureException cause) {
        return new FailureException(
                Failure.SOURCE_UNREADABLE, what + " The source is read as soon as it is available again.", cause);
    }

    /** Whether the same reading may succeed later, although all components work now. */
    static boolean mayPass(FailureException failure) {
        return failure.failure().kind() == FailureKind.UPSTREAM
                && (failure.failure() != Failure.SOURCE_TIMEOUT || failure.getCause() != null);
    }
}
