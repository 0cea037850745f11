package dev.cliprange.packaging;

import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.packaging.SequenceResponses.SequenceResponse;
import dev.cliprange.packaging.SequenceResponses.Summary;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.Title;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls of the control API on sequences. */
@RestController
@RequestMapping("/api/sequences")
@Tag(name = "Sequences")
class SequenceHandler {

    private final SequenceService sequences;
    private final SequenceStreams streams;
    private final SequenceResponses responses;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    SequenceHandler(
            SequenceService sequences,
            SequenceStreams streams,
            SequenceResponses responses,
            Idempotency idempotency,
            RepeatableRequests requests) {
        this.sequences = sequences;
        this.streams = streams;
        this.responses = responses;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /** The sequence to create. */
    record NewSequence(
            @NotNull @Size(max = Sequence.MOST_CLIPS) List<@NotNull UUID> clipIds,
            @Title @Nullable String title) {}

    @Operation(summary = "Creates a sequence: clips that play one after another, as HLS and DASH")
    @PostMapping
    Mono<ResponseEntity<SequenceResponse>> create(@Valid @RequestBody NewSequence body, ServerWebExchange exchange) {
        // The clips are read and compared before the transaction, which only writes a row.
        return idempotency
                .replayOrRun(
                        requests.of(exchange, body, SequenceResponse.class),
                        transaction -> sequences
                                .draft(body.title(), body.clipIds())
                                .delayUntil(streams::describe)
                                .flatMap(draft -> sequences.create(draft, transaction)),
                        (SequenceState state) -> ResponseEntity.created(URI.create(
                                        "/api/sequences/" + state.sequence().id()))
                                .body(responses.one(state, exchange.getRequest())))
                .onErrorMap(FailureException.class, failure -> named(failure, body.clipIds()));
    }

    /** Names the elements of the body that caused a failure. */
    private static FailureException named(FailureException failure, List<UUID> clipIds) {
        if (failure.properties().get(SequenceService.CLIP_IDS) instanceof Collection<?> wrong) {
            return failure.withErrors(IntStream.range(0, clipIds.size())
                    .filter(i -> wrong.contains(clipIds.get(i)))
                    .mapToObj(i -> new InvalidInput.Field("/clipIds/" + i, failure.detail()))
                    .toList());
        }
        return failure.failure() == Failure.REQUEST_INVALID || failure.failure() == Failure.SEQUENCE_EMPTY
                ? failure.withErrors(List.of(new InvalidInput.Field("/clipIds", failure.detail())))
                : failure;
    }

    @Operation(summary = "Lists the sequences in the order of their creation, without their clips")
    @GetMapping
    Mono<Page<Summary>> list(
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after,
            ServerHttpRequest request) {
        return sequences
                .list(Cursor.parse(after), Limit.check(limit) + 1)
                .map(states -> states.stream()
                        .map(state -> responses.summary(state, request))
                        .toList())
                .map(rows -> Page.cut(rows, limit, SequenceHandler::cursor));
    }

    @Operation(summary = "Returns a sequence with the places of its clips")
    @GetMapping("/{sequenceId}")
    Mono<SequenceResponse> get(@PathVariable UUID sequenceId, ServerHttpRequest request) {
        return sequences.get(sequenceId).map(state -> responses.one(state, request));
    }

    @Operation(summary = "Deletes a sequence; its clips stay")
    @DeleteMapping("/{sequenceId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<ResponseEntity<Void>> delete(@PathVariable UUID sequenceId, ServerWebExchange exchange) {
        return idempotency.replayOrRun(
                requests.of(exchange, Map.of(), Void.class),
                transaction -> sequences.delete(sequenceId, transaction),
                (UUID deleted) -> ResponseEntity.noContent().build());
    }

    private static String cursor(Summary sequence) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, sequence.createdAt()), sequence.id()).encode();
    }
}
