package dev.cliprange.idempotency;

import reactor.core.publisher.Mono;

/**
 * A database transaction that also stores the response of an idempotent request. Code that takes one is generic in the
 * response, so it can obtain a response only here: the change and its response are committed together.
 *
 * @param <T> the result of the work, a domain value
 * @param <R> the response, which is opaque to the work
 */
@FunctionalInterface
public interface RecordingTransaction<T, R> {

    /**
     * Runs work in one transaction: claims the key, runs the work, renders its result, stores the response and commits.
     * May be called again if the transaction was rolled back.
     *
     * @param work completes with its result, within the transaction
     */
    Mono<R> run(Mono<T> work);
}
