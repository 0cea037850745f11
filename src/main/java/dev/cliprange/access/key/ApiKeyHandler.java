package dev.cliprange.access.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls for API keys. Creating one takes no {@code Idempotency-Key}, because its response must not be stored. */
@RestController
@RequestMapping("/api/admin/keys")
@Tag(name = "Keys")
class ApiKeyHandler {

    /** The characters of a name, which is written to log lines. */
    static final String NAME = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._@:/-]{0,99}";

    private static final String NAME_FORM =
            "Expected 1 to 100 letters, digits, spaces and ._@:/-, beginning with a letter or digit.";

    private static final int MOST_PER_SECOND = 100_000;

    private final ApiKeyService keys;

    ApiKeyHandler(ApiKeyService keys) {
        this.keys = keys;
    }

    /**
     * A key to create.
     *
     * @param requestsPerSecond null if the configured limit applies
     */
    @Schema(name = "NewApiKey")
    record NewKey(
            @NotNull @Pattern(regexp = NAME, message = NAME_FORM) @Schema(description = NAME_FORM)
            String name,

            @NotNull Role role,
            @Positive @Max(MOST_PER_SECOND) @Nullable Integer requestsPerSecond) {}

    /**
     * An API key in a response.
     *
     * @param key the secret; only in the response of its creation
     */
    @Schema(name = "ApiKey")
    record KeyResponse(
            UUID id,
            String name,
            Role role,
            @Nullable Integer requestsPerSecond,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,

            Instant createdAt,
            String createdBy,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {

        static KeyResponse of(ApiKey key, @Nullable String secret) {
            return new KeyResponse(
                    key.id(),
                    key.name(),
                    key.role(),
                    key.requestsPerSecond(),
                    secret,
                    key.createdAt(),
                    key.createdBy(),
                    key.lastUsedAt(),
                    key.revokedAt());
        }
    }

    @Operation(summary = "Creates an API key. Only this response contains its secret")
    @PostMapping
    Mono<ResponseEntity<KeyResponse>> create(@Valid @RequestBody NewKey body, Principal caller) {
        return keys.create(body.name(), body.role(), body.requestsPerSecond(), caller.getName())
                .map(created -> ResponseEntity.status(HttpStatus.CREATED)
                        .location(URI.create("/api/admin/keys/" + created.key().id()))
                        .cacheControl(CacheControl.noStore())
                        .body(KeyResponse.of(created.key(), created.secret())));
    }

    @Operation(summary = "Lists API keys in the order of creation, including revoked ones")
    @GetMapping
    Mono<Page<KeyResponse>> list(
            @RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String after) {
        return keys.list(Cursor.parse(after), Limit.check(limit) + 1)
                .map(rows -> rows.stream().map(key -> KeyResponse.of(key, null)).toList())
                .map(rows -> Page.cut(rows, limit, ApiKeyHandler::cursor));
    }

    @Operation(summary = "Revokes an API key. All instances reject it within a second")
    @DeleteMapping("/{keyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(@PathVariable UUID keyId) {
        return keys.revoke(keyId).then();
    }

    private static String cursor(KeyResponse key) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, key.createdAt()), key.id()).encode();
    }
}
