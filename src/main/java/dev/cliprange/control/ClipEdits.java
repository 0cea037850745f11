package dev.cliprange.control;

import dev.cliprange.clip.cut.CutResult;
import dev.cliprange.control.ClipResponses.Clips;
import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.web.idempotency.RepeatableRequests;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Runs operations on clips at most once per idempotency key, and renders their results. */
@Component
class ClipEdits {

    private final Idempotency idempotency;
    private final RepeatableRequests requests;
    private final ClipResponses responses;

    ClipEdits(Idempotency idempotency, RepeatableRequests requests, ClipResponses responses) {
        this.idempotency = idempotency;
        this.requests = requests;
        this.responses = responses;
    }

    /** An operation on clips, which makes its response in the transaction that it is given. */
    @FunctionalInterface
    interface Edit<T> extends Function<RecordingTransaction<CutResult, ResponseEntity<T>>, Mono<ResponseEntity<T>>> {}

    /** Runs an operation that leaves one clip. */
    Mono<ResponseEntity<ClipResponse>> one(
            ServerWebExchange exchange, Object body, HttpStatus status, Edit<ClipResponse> edit) {
        ServerHttpRequest request = exchange.getRequest();
        return idempotency.replayOrRun(
                requests.of(exchange, body, ClipResponse.class),
                edit,
                result -> responses.one(result.clips().getFirst(), request, status));
    }

    /** Runs an operation that leaves any number of clips. */
    Mono<ResponseEntity<Clips>> several(ServerWebExchange exchange, Object body, Edit<Clips> edit) {
        ServerHttpRequest request = exchange.getRequest();
        return idempotency.replayOrRun(
                requests.of(exchange, body, Clips.class), edit, result -> responses.several(result, request));
    }

    /** Runs an operation that leaves no clip. */
    Mono<ResponseEntity<Void>> none(ServerWebExchange exchange, Edit<Void> edit) {
        return idempotency.replayOrRun(
                requests.of(exchange, Map.of(), Void.class),
                edit,
                result -> ResponseEntity.noContent().build());
    }
}
