package dev.cliprange.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.cut.ClipEditor;
import dev.cliprange.clip.cut.CutLog;
import dev.cliprange.clip.cut.CutOperation;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.control.ClipResponses.Clips;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.RequestFields;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls of the control API that cut. They preserve coverage: time that was in a clip stays in a clip. */
@RestController
@Tag(name = "Cuts")
class CutHandler {

    /** About the number that fits the body of a request. Cuts every second for half a day are fewer. */
    private static final int MAX_CUTS = 50_000;

    private final ClipEditor editor;
    private final CutLog cutLog;
    private final CutLists lists;
    private final ClipEdits edits;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    CutHandler(
            ClipEditor editor,
            CutLog cutLog,
            CutLists lists,
            ClipEdits edits,
            Idempotency idempotency,
            RepeatableRequests requests) {
        this.editor = editor;
        this.cutLog = cutLog;
        this.lists = lists;
        this.edits = edits;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /**
     * The points at which a source is cut, in any order.
     *
     * @param cutList the id or the name of the cut list; null for {@code main}. Null is not written, so that an
     *     idempotency key of an earlier release identifies the same request
     */
    record Partition(
            @NotNull @Size(max = MAX_CUTS) List<@NotNull TimePoint> cuts,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String cutList) {}

    /** The point at which a clip is split. */
    record Split(@NotNull TimePoint at) {}

    /** The clip before or after. */
    record Merge(@NotNull UUID with) {}

    /** The new position of the boundary. */
    record MoveEnd(@NotNull TimePoint to) {}

    @Operation(
            summary =
                    "Replaces the clips of a cut list by a partition of the whole source; for more than 1,000 clips the response is their"
                            + " count and a link to their list")
    @PostMapping("/api/sources/{sourceId}/clips:partition")
    Mono<ResponseEntity<Clips>> partition(
            @PathVariable UUID sourceId,
            @Valid @RequestBody Partition body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.several(
                        exchange,
                        body,
                        transaction -> editor.partition(sourceId, body.cutList(), body.cuts(), ifMatch, transaction))
                .onErrorMap(
                        FailureException.class,
                        failure ->
                                new RequestFields().addAll("cuts", body.cuts()).name(failure));
    }

    @Operation(summary = "Splits a clip in two; the left half keeps the ID")
    @PostMapping("/api/clips/{clipId}/split")
    Mono<ResponseEntity<Clips>> split(
            @PathVariable UUID clipId,
            @Valid @RequestBody Split body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.several(exchange, body, transaction -> editor.split(clipId, body.at(), ifMatch, transaction))
                .onErrorMap(FailureException.class, new RequestFields().add("at", body.at())::name);
    }

    @Operation(summary = "Merges a clip and its neighbour; the clip keeps its ID and title")
    @PostMapping("/api/clips/{clipId}/merge")
    Mono<ResponseEntity<ClipResponse>> merge(
            @PathVariable UUID clipId,
            @Valid @RequestBody Merge body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.one(
                exchange, body, HttpStatus.OK, transaction -> editor.merge(clipId, body.with(), ifMatch, transaction));
    }

    @Operation(summary = "Moves the boundary between a clip and the one after it")
    @PostMapping("/api/clips/{clipId}/move-end")
    Mono<ResponseEntity<Clips>> moveEnd(
            @PathVariable UUID clipId,
            @Valid @RequestBody MoveEnd body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.several(exchange, body, transaction -> editor.moveEnd(clipId, body.to(), ifMatch, transaction))
                .onErrorMap(FailureException.class, new RequestFields().add("to", body.to())::name);
    }

    @Operation(
            summary =
                    "Lists the operations on the clips of a cut list, newest first; also of a deleted list, by its ID")
    @GetMapping("/api/sources/{sourceId}/operations")
    Mono<Page<OperationResponse>> operations(
            @PathVariable UUID sourceId,
            @RequestParam(required = false) @Nullable String cutList,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Cursor cursor = Cursor.parse(after);
        int most = Limit.check(limit) + 1;
        return lists.resolveLogged(sourceId, cutList)
                .flatMap(list -> cutLog.list(list, cursor, most))
                .map(found -> Page.cut(found, limit, it -> new Cursor(it.number(), it.id()).encode()))
                .map(page -> new Page<>(
                        page.items().stream().map(OperationResponse::of).toList(), page.next()));
    }

    @Operation(summary = "Undoes the newest operation on a cut list")
    @PostMapping("/api/operations/{operationId}/undo")
    Mono<ResponseEntity<OperationResponse>> undo(
            @PathVariable UUID operationId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return idempotency.replayOrRun(
                requests.of(exchange, Map.of(), OperationResponse.class),
                transaction -> cutLog.undo(operationId, ifMatch, transaction),
                (CutOperation undone) -> ResponseEntity.ok(OperationResponse.of(undone)));
    }
}
