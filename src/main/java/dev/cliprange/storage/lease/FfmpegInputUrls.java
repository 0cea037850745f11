package dev.cliprange.storage.lease;

import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Leases sources to FFmpeg processes so that they stay inside the allow-list, whatever a source's server responds. */
public interface FfmpegInputUrls {

    /**
     * A lease the caller closes when the process has ended. Failures as {@link SourceStore#stat}.
     *
     * @param source as it was found; the process reads that revision or fails
     * @param longest the longest time until the process has ended; a presigned URL works for little longer
     */
    Mono<SourceLease> lease(Location location, ObjectStat source, Duration longest);

    /** Leases, uses, and closes on completion, error and cancel. */
    default <T> Flux<T> with(
            Location location,
            ObjectStat source,
            Duration longest,
            Function<? super SourceLease, ? extends Publisher<? extends T>> use) {
        return Flux.usingWhen(lease(location, source, longest), use, lease -> Mono.fromRunnable(lease::close));
    }
}
