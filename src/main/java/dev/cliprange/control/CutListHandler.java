package dev.cliprange.control;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.cut.CutListEditor;
import dev.cliprange.clip.list.CutList;
import dev.cliprange.clip.list.CutListName;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls of the control API on cut lists. */
@RestController
@RequestMapping("/api/sources/{sourceId}/cut-lists")
@Tag(name = "Cut lists")
class CutListHandler {

    private final CutLists lists;
    private final CutListEditor editor;
    private final ClipEdits edits;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    CutListHandler(
            CutLists lists,
            CutListEditor editor,
            ClipEdits edits,
            Idempotency idempotency,
            RepeatableRequests requests) {
        this.lists = lists;
        this.editor = editor;
        this.edits = edits;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /** The name of a new cut list. */
    record NewCutList(@NotNull @CutListName String name) {}

    /** The new name of a cut list. */
    record CutListChange(@NotNull @CutListName String name) {}

    @Operation(summary = "Creates a cut list: a set of clips of the source that do not overlap")
    @PostMapping
    Mono<ResponseEntity<CutListResponse>> create(
            @PathVariable UUID sourceId, @Valid @RequestBody NewCutList body, ServerWebExchange exchange) {
        return idempotency.replayOrRun(
                requests.of(exchange, body, CutListResponse.class),
                transaction -> editor.create(sourceId, body.name(), transaction),
                (CutList list) -> respond(list, HttpStatus.CREATED));
    }

    @Operation(summary = "Lists the cut lists of a source in the order of their creation; the first one is 'main'")
    @GetMapping
    Mono<Page<CutListResponse>> list(
            @PathVariable UUID sourceId,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        return lists.list(sourceId, Cursor.parse(after), Limit.check(limit) + 1)
                .map(found -> Page.cut(found, limit, CutListHandler::cursor))
                .map(page -> new Page<>(
                        page.items().stream().map(CutListResponse::of).toList(), page.next()));
    }

    @Operation(summary = "Returns a cut list")
    @GetMapping("/{cutListId}")
    Mono<ResponseEntity<CutListResponse>> get(@PathVariable UUID sourceId, @PathVariable UUID cutListId) {
        return lists.get(new CutListKey(sourceId, cutListId)).map(list -> respond(list, HttpStatus.OK));
    }

    @Operation(summary = "Renames a cut list; 'main' keeps its name")
    @PatchMapping("/{cutListId}")
    Mono<ResponseEntity<CutListResponse>> change(
            @PathVariable UUID sourceId,
            @PathVariable UUID cutListId,
            @Valid @RequestBody CutListChange body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return idempotency.replayOrRun(
                requests.of(exchange, body, CutListResponse.class),
                transaction -> editor.rename(new CutListKey(sourceId, cutListId), body.name(), ifMatch, transaction),
                (CutList list) -> respond(list, HttpStatus.OK));
    }

    @Operation(summary = "Deletes a cut list and its clips; an operation in its log, which can be undone")
    @DeleteMapping("/{cutListId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<ResponseEntity<Void>> delete(
            @PathVariable UUID sourceId,
            @PathVariable UUID cutListId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.none(
                exchange, transaction -> editor.delete(new CutListKey(sourceId, cutListId), ifMatch, transaction));
    }

    private static ResponseEntity<CutListResponse> respond(CutList list, HttpStatus status) {
        return ResponseEntity.status(status)
                .location(URI.create("/api/sources/" + list.sourceId() + "/cut-lists/" + list.id()))
                .eTag(EntityTag.of(list.rowVersion()))
                .body(CutListResponse.of(list));
    }

    private static String cursor(CutList list) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, list.createdAt()), list.id()).encode();
    }
}
