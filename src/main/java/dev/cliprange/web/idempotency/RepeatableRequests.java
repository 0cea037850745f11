package dev.cliprange.web.idempotency;

import java.security.Principal;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Reads requests that may carry an {@code Idempotency-Key}. */
@Component
public class RepeatableRequests {

    private final JsonMapper json;

    RepeatableRequests(JsonMapper json) {
        this.json = json;
    }

    /**
     * Returns the request of an exchange.
     *
     * @param body the body of the request, as it was read
     * @param responseType the type of the response's body
     */
    public <T> RepeatableRequest<ResponseEntity<T>> of(ServerWebExchange exchange, Object body, Class<T> responseType) {
        return new Request<>(exchange, body, responseType, json);
    }

    private record Request<T>(ServerWebExchange exchange, Object body, Class<T> responseType, JsonMapper json)
            implements RepeatableRequest<ResponseEntity<T>> {

        @Override
        public Mono<IdempotentRequest> identity() {
            String key = exchange.getRequest().getHeaders().getFirst(IdempotentRequest.HEADER);
            return key == null
                    ? Mono.empty()
                    : exchange.getPrincipal()
                            .map(Principal::getName)
                            .defaultIfEmpty("")
                            .map(scope -> IdempotentRequest.of(
                                    scope, key, exchange.getRequest(), json.writeValueAsBytes(body)));
        }

        @Override
        public StoredResponse store(ResponseEntity<T> response) {
            return StoredResponse.of(response, json);
        }

        @Override
        public ResponseEntity<T> replay(StoredResponse stored) {
            return stored.replay(responseType, json);
        }
    }
}
