package dev.cliprange.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as it is kept for a call that comes again.
 *
 * @param body as JSON; null without one
 */
record StoredAnswer(
        int status,
        @Nullable String location,
        @Nullable String entityTag,
        @Nullable String body) {

    static StoredAnswer of(ResponseEntity<?> answer, JsonMapper json) {
        return new StoredAnswer(
                answer.getStatusCode().value(),
                answer.getHeaders().getFirst("Location"),
                answer.getHeaders().getETag(),
                answer.getBody() == null ? null : json.writeValueAsString(answer.getBody()));
    }

    <T> ResponseEntity<T> replay(Class<T> type, JsonMapper json) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        if (location != null) {
            answer.header("Location", location);
        }
        if (entityTag != null) {
            answer.eTag(entityTag);
        }
        return body == null ? answer.build() : answer.body(json.readValue(body, type));
    }
}
