package dev.cliprange.packaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.sequence.CutListMembers;
import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.clip.sequence.SequenceForms;
import dev.cliprange.clip.sequence.SequenceForms.Forms;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** The failures that the field with the clips causes. */
    private static final Set<Failure> OF_CLIPS =
            EnumSet.of(Failure.SEQUENCE_TOO_LONG, Failure.SEQUENCE_EMPTY, Failure.CUT_LIST_UNKNOWN);

    private final SequenceService sequences;
    private final CutListMembers members;
    private final SequenceStreams streams;
    private final SequenceForms forms;
    private final SequenceResponses responses;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    SequenceHandler(
            SequenceService sequences,
            CutListMembers members,
            SequenceStreams streams,
            SequenceForms forms,
            SequenceResponses responses,
            Idempotency idempotency,
            RepeatableRequests requests) {
        this.sequences = sequences;
        this.members = members;
        this.streams = streams;
        this.forms = forms;
        this.responses = responses;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /**
     * The sequence to create, of clips or of all clips of a cut list.
     *
     * @param clipIds in the order of playback; null if there is a cut list
     * @param cutListId whose clips play in the order of their start; null if there are clips. Null is not written, so
     *     that an idempotency key of an earlier release identifies the same request
     */
    record NewSequence(
            @Size(max = Sequence.MOST_CLIPS) @Nullable List<@NotNull UUID> clipIds,
            @Title @Nullable String title,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID cutListId) {

        /** Returns the field that names the clips. */
        String pointer() {
            return cutListId == null ? "/clipIds" : "/cutListId";
        }
    }

    /** @param file the forms of the MP4, which were found before the transaction */
    private record Created(SequenceState state, Forms file) {}

    @Operation(
            summary =
                    "Creates a sequence: clips, or all clips of a cut list, that play one after another, as HLS, DASH and MP4")
    @PostMapping
    Mono<ResponseEntity<SequenceResponse>> create(@Valid @RequestBody NewSequence body, ServerWebExchange exchange) {
        if ((body.clipIds() == null) == (body.cutListId() == null)) {
            throw FailureException.invalid(
                    new InvalidInput.Field("/clipIds", "Expected either 'clipIds' or 'cutListId'."));
        }
        // The clips are read and compared before the transaction, which only writes a row.
        return idempotency
                .replayOrRun(
                        requests.of(exchange, body, SequenceResponse.class),
                        transaction -> clipIds(body)
                                .flatMap(ids -> sequences.draft(body.title(), ids))
                                .delayUntil(streams::describe)
                                .flatMap(draft -> forms.of(draft)
                                        .flatMap(file -> sequences.create(
                                                draft,
                                                work -> transaction.run(work.map(state -> new Created(state, file)))))),
                        (Created created) -> ResponseEntity.created(URI.create("/api/sequences/"
                                        + created.state().sequence().id()))
                                .body(responses.one(created.state(), created.file(), exchange.getRequest())))
                .onErrorMap(FailureException.class, failure -> named(failure, body));
    }

    private Mono<List<UUID>> clipIds(NewSequence body) {
        return body.cutListId() == null ? Mono.justOrEmpty(body.clipIds()) : members.clipIds(body.cutListId());
    }

    /** Names the elements of the body that caused a failure. */
    private static FailureException named(FailureException failure, NewSequence body) {
        List<UUID> clipIds = body.clipIds();
        if (clipIds != null && failure.properties().get(SequenceService.CLIP_IDS) instanceof Collection<?> wrong) {
            return failure.withErrors(IntStream.range(0, clipIds.size())
                    .filter(i -> wrong.contains(clipIds.get(i)))
                    .mapToObj(i -> new InvalidInput.Field("/clipIds/" + i, failure.detail()))
                    .toList());
        }
        return OF_CLIPS.contains(failure.failure()) && !failure.properties().containsKey(FailureException.ERRORS)
                ? failure.withErrors(List.of(new InvalidInput.Field(body.pointer(), failure.detail())))
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
        return sequences.get(sequenceId).flatMap(state -> responses.one(state, request));
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
