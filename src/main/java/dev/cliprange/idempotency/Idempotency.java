package dev.cliprange.idempotency;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.web.idempotency.IdempotentRequest;
import dev.cliprange.web.idempotency.RepeatableRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Runs changes at most once for each {@code Idempotency-Key}. A repeated request receives the response of the first
 * one. The response is stored by the transaction that makes the change, so neither exists without the other. A request
 * that fails changes nothing and is not stored: the client may try again with the same key.
 */
@Component
public class Idempotency {

    private final StoredResponseRepository responses;
    private final TransactionalOperator transaction;

    Idempotency(StoredResponseRepository responses, TransactionalOperator transaction) {
        this.responses = responses;
        this.transaction = transaction;
    }

    /**
     * Returns the stored response of a request. If there is none, runs the work and returns its rendered result. A
     * request without a key runs the work each time.
     *
     * @param work what the request does. It can complete only with what its transaction returns. It may do part of its
     *     work before the transaction, if doing that twice does no harm
     * @param render makes the response of the result, within the transaction; must not block or read
     * @throws FailureException IDEMPOTENCY_KEY_REUSED if the key was used for a different request
     */
    public <T, R> Mono<R> replayOrRun(
            RepeatableRequest<R> request, Function<RecordingTransaction<T, R>, Mono<R>> work, Function<T, R> render) {
        return request.identity()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(identity -> identity.map(it -> replayOrRun(it, request, work, render))
                        .orElseGet(() -> work.apply(result -> transaction.transactional(result.map(render)))));
    }

    private <T, R> Mono<R> replayOrRun(
            IdempotentRequest identity,
            RepeatableRequest<R> request,
            Function<RecordingTransaction<T, R>, Mono<R>> work,
            Function<T, R> render) {
        return replay(identity, request)
                .switchIfEmpty(Mono.defer(() -> work.apply(result -> record(identity, request, result.map(render))))
                        .onErrorResume(StoredMeanwhileException.class, error -> replay(identity, request)));
    }

    private <R> Mono<R> record(IdempotentRequest identity, RepeatableRequest<R> request, Mono<R> work) {
        return responses
                .claim(identity)
                .filter(claimed -> claimed)
                .switchIfEmpty(Mono.error(StoredMeanwhileException::new))
                .then(work)
                .delayUntil(response -> responses.put(identity, request.store(response)))
                .as(transaction::transactional);
    }

    private <R> Mono<R> replay(IdempotentRequest identity, RepeatableRequest<R> request) {
        return responses.find(identity).map(known -> {
            if (!known.digest().equals(identity.digest())) {
                throw new FailureException(
                                Failure.IDEMPOTENCY_KEY_REUSED,
                                "This key was used for a different request; use a new key for each request.")
                        .withErrors(List.of(new InvalidInput.Parameter(
                                IdempotentRequest.HEADER, "Use a new key for each request, at most once a day.")));
            }
            return request.replay(known.response());
        });
    }

    /** A concurrent request with the same key has stored its response. */
    private static final class StoredMeanwhileException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoredMeanwhileException() {
            super(null, null, false, false);
        }
    }
}
