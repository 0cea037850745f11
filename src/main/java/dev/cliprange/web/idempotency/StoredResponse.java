package dev.cliprange.web.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response as it is stored for a repeated request.
 *
 * @param location the {@code Location} header; null if there is none
 * @param entityTag the {@code ETag} header with its quotes; null if there is none
 * @param body as JSON; null if there is none
 */
public record StoredResponse(
        int status,
        @Nullable String location,
        @Nullable String entityTag,
        @Nullable String body) {

    static StoredResponse of(ResponseEntity<?> response, JsonMapper json) {
        return new StoredResponse(
                response.getStatusCode().value(),
                response.getHeaders().getFirst("Location"),
                response.getHeaders().getETag(),
                response.getBody() == null ? null : json.writeValueAsString(response.getBody()));
    }

    <T> ResponseEntity<T> replay(Class<T> bodyType, JsonMapper json) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(status);
        if (location != null) {
            response.header("Location", location);
        }
        if (entityTag != null) {
            response.eTag(entityTag);
        }
        return body == null ? response.build() : response.body(json.readValue(body, bodyType));
    }
}
