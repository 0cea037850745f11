package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Explains why a source cannot be read if its file is no video. The first bytes are read only after a failure, so that a
 * source that works costs no read.
 */
@Component
class NoVideo {

    /** FFmpeg reports that it cannot read a file that ends within the first bytes of what it takes for a header. */
    private static final int SMALL_BYTES = 64 * 1024;

    private final SourceStore store;

    NoVideo(SourceStore store) {
        this.store = store;
    }

    /** Returns the same failure, or MEDIA_MALFORMED if the file is no video. */
    Mono<FailureException> explain(Location location, ObjectStat object, FailureException failure) {
        if (!mayBeOfTheFile(failure)) {
            return Mono.just(failure);
        }
        int most = isUpstream(failure) ? SMALL_BYTES : FirstBytes.EXAMINED;
        int length = (int) Math.min(object.sizeBytes(), most);
        return store.readFully(location, object.revision(), 0, length)
                .map(bytes -> explain(bytes, object, failure))
                .onErrorReturn(FailureException.class, failure);
    }

    /** A failure of the storage counts, because FFmpeg also reports one for a file that is too short. */
    private static boolean mayBeOfTheFile(FailureException failure) {
        return switch (failure.failure().kind()) {
            case MEDIA, INTERNAL -> true;
            case UPSTREAM -> failure.failure() != Failure.SOURCE_CHANGED;
            case CALLER, CAPACITY -> false;
        };
    }

    private static boolean isUpstream(FailureException failure) {
        return failure.failure().kind() == FailureKind.UPSTREAM && failure.failure() != Failure.FFMPEG_UNAVAILABLE;
    }

    private static FailureException explain(byte[] bytes, ObjectStat object, FailureException failure) {
        return switch (FirstBytes.of(bytes)) {
            case FirstBytes.Format.Media media -> failure;
            case FirstBytes.Format.Other(String name) ->
                new FailureException(
                        Failure.MEDIA_MALFORMED,
                        "This is no video (it looks like " + name + "). Register the URI of a video file.");
            case FirstBytes.Format.Unknown unknown
            when failure.failure().kind() == FailureKind.MEDIA -> unknown(" " + failure.detail());
            // All bytes were read, so the storage works.
            case FirstBytes.Format.Unknown unknown
            when isUpstream(failure) && bytes.length == object.sizeBytes() -> unknown("");
            case FirstBytes.Format.Unknown unknown -> failure;
        };
    }

    private static FailureException unknown(String detail) {
        return new FailureException(
                Failure.MEDIA_MALFORMED, "This is no video (it looks like data of an unknown format)." + detail);
    }
}
