package dev.cliprange.storage.work;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The calls of one write, one after another. A call that was sent is never cancelled: it could have taken effect.
 */
final class SentCalls {

    private CompletableFuture<?> sent = CompletableFuture.completedFuture(true);
    private boolean ended;

    /** Sends a call for each subscriber. Marshalling, hashing and looking for credentials are not for an event loop. */
    <T> Mono<T> send(Supplier<CompletableFuture<T>> call) {
        return Mono.fromFuture(() -> track(call), true).subscribeOn(Schedulers.boundedElastic());
    }

    /** Prevents further calls. Completes with {@code true} when the call that is under way has ended. */
    Mono<Boolean> end() {
        return Mono.fromFuture(this::endOfCalls, true);
    }

    private synchronized <T> CompletableFuture<T> track(Supplier<CompletableFuture<T>> call) {
        if (ended) {
            return CompletableFuture.failedFuture(new CancellationException("the upload was aborted"));
        }
        CompletableFuture<T> begun = call.get();
        sent = begun;
        return begun;
    }

    private synchronized CompletableFuture<Boolean> endOfCalls() {
        ended = true;
        return sent.handle((result, failure) -> true);
    }
}
