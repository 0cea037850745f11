package dev.cliprange.idempotency;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.web.ChangingCall;
import java.security.Principal;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changing calls that may be sent twice: with an {@code Idempotency-Key} the second one gets the first one's answer. The
 * answer is kept by the transaction that makes the change, so there is never the one without the other. A call that
 * failed changed nothing and is not kept: the same key may try again.
 */
@Component
public class IdempotentCalls {

    private final StoredAnswerRepository answers;
    private final JsonMapper json;
    private final TransactionalOperator transaction;

    IdempotentCalls(StoredAnswerRepository answers, JsonMapper json, TransactionalOperator transaction) {
        this.answers = answers;
        this.json = json;
        this.transaction = transaction;
    }

    /**
     * The answer of the work, or the one it gave before.
     *
     * @param body what was sent, as it was read
     * @param work must pass {@link #keep} or {@link #keepAlone} on its way
     * @throws FailureException IDEMPOTENCY_KEY_REUSED if the key came with another request before
     */
    public <T> Mono<ResponseEntity<T>> once(
            ServerWebExchange exchange, Object body, Class<T> type, Supplier<Mono<ResponseEntity<T>>> work) {
        String key = exchange.getRequest().getHeaders().getFirst(ChangingCall.HEADER);
        return key == null
                ? Mono.defer(work)
                : exchange.getPrincipal()
                        .map(Principal::getName)
                        .defaultIfEmpty("")
                        .map(scope -> ChangingCall.of(scope, key, exchange.getRequest(), json.writeValueAsBytes(body)))
                        .flatMap(call -> replay(call, type)
                                .switchIfEmpty(Mono.defer(work)
                                        .contextWrite(context -> context.put(ChangingCall.class, call))
                                        .onErrorResume(AnsweredMeanwhile.class, e -> replay(call, type))));
    }

    /** To be subscribed to in the transaction that makes the change, around all of it. */
    public <T> Mono<ResponseEntity<T>> keep(Mono<ResponseEntity<T>> work) {
        return Mono.deferContextual(context -> context.<ChangingCall>getOrEmpty(ChangingCall.class)
                .map(call -> answers.claim(call)
                        .filter(claimed -> claimed)
                        .switchIfEmpty(Mono.error(AnsweredMeanwhile::new))
                        .then(work)
                        .delayUntil(answer -> answers.put(call, StoredAnswer.of(answer, json))))
                .orElse(work));
    }

    /** For work that has no transaction, and that does no harm twice. */
    public <T> Mono<ResponseEntity<T>> keepAlone(Mono<ResponseEntity<T>> work) {
        return work.flatMap(answer -> transaction.transactional(keep(Mono.just(answer))));
    }

    private <T> Mono<ResponseEntity<T>> replay(ChangingCall call, Class<T> type) {
        return answers.find(call).map(known -> {
            if (!known.request().equals(call.request())) {
                throw new FailureException(
                        Failure.IDEMPOTENCY_KEY_REUSED,
                        "This key came with another request before: every request has a key of its own.");
            }
            return known.answer().replay(type, json);
        });
    }

    /** Another call with this key was first. */
    private static final class AnsweredMeanwhile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AnsweredMeanwhile() {
            super(null, null, false, false);
        }
    }
}
