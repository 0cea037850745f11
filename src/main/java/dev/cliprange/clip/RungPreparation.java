package dev.cliprange.clip;

import reactor.core.publisher.Mono;

/** Prepares the qualities of a clip before they are played. */
@FunctionalInterface
public interface RungPreparation {

    /**
     * Completes when the frames at the ends of the clip are encoded in each quality of the source's ladder; at once
     * without a ladder. Does not fail: a failure is logged, and the request that plays the quality reports it.
     */
    Mono<Void> prepare(ClipDescriptor clip);
}
