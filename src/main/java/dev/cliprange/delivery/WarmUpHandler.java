package dev.cliprange.delivery;

import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Requests clips from the CDN before they are played. */
@RestController
@Tag(name = "Clips")
class WarmUpHandler {

    private static final int MOST_CLIPS = 1000;

    private final WarmUpService warmUps;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    WarmUpHandler(WarmUpService warmUps, Idempotency idempotency, RepeatableRequests requests) {
        this.warmUps = warmUps;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /** The clips to request, for example those of a page. */
    record WarmUpRequest(
            @NotNull @Size(min = 1, max = MOST_CLIPS) List<@NotNull UUID> clipIds) {}

    /**
     * A warm-up that has started.
     *
     * @param id the {@code warmUpId} of its events in the feed
     */
    record WarmUp(UUID id, int total) {}

    @Operation(summary = "Requests clips from the CDN so that it caches them; the event feed reports the progress")
    @PostMapping("/api/clips:warm")
    Mono<ResponseEntity<WarmUp>> warm(@Valid @RequestBody WarmUpRequest request, ServerWebExchange exchange) {
        List<UUID> clipIds = request.clipIds().stream().distinct().toList();
        return idempotency.replayOrRun(
                requests.of(exchange, request, WarmUp.class),
                transaction -> warmUps.begin(clipIds).flatMap(id -> transaction.run(Mono.just(id))),
                (UUID id) -> ResponseEntity.accepted().body(new WarmUp(id, clipIds.size())));
    }
}
