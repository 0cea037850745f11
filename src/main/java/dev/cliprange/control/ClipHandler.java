package dev.cliprange.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.ClipService;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.cut.ClipEditor;
import dev.cliprange.clip.cut.CutLog;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.RequestFields;
import dev.cliprange.web.Title;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls of the control API on clips. */
@RestController
@Tag(name = "Clips")
class ClipHandler {

    private final ClipService clips;
    private final ClipEditor editor;
    private final CutLog cutLog;
    private final CutLists lists;
    private final ClipEdits edits;
    private final ClipResponses responses;
    private final NewClipTasks newClipTasks;

    ClipHandler(
            ClipService clips,
            ClipEditor editor,
            CutLog cutLog,
            CutLists lists,
            ClipEdits edits,
            ClipResponses responses,
            NewClipTasks newClipTasks) {
        this.clips = clips;
        this.editor = editor;
        this.cutLog = cutLog;
        this.lists = lists;
        this.edits = edits;
        this.responses = responses;
        this.newClipTasks = newClipTasks;
    }

    /**
     * The clip to create. Both ends snap to the nearest frame boundary.
     *
     * @param prepare whether the precise form is made now, in the background
     * @param cutList the id or the name of the cut list that gets the clip; null for {@code main}. Null is not written,
     *     so that an idempotency key of an earlier release identifies the same request
     */
    record NewClip(
            @NotNull TimePoint start,
            @NotNull TimePoint end,
            @Title @Nullable String title,
            @Nullable Boolean prepare,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String cutList) {}

    @Operation(summary = "Creates a clip: a range of the source, and a URL that plays it")
    @PostMapping("/api/sources/{sourceId}/clips")
    Mono<ResponseEntity<ClipResponse>> create(
            @PathVariable UUID sourceId, @Valid @RequestBody NewClip body, ServerWebExchange exchange) {
        return edits.one(
                        exchange,
                        body,
                        HttpStatus.CREATED,
                        transaction -> editor.create(
                                sourceId, body.cutList(), body.start(), body.end(), body.title(), transaction))
                .onErrorMap(
                        FailureException.class,
                        new RequestFields().add("start", body.start()).add("end", body.end())::name)
                .doOnNext(response -> newClipTasks.created(response.getBody(), Boolean.TRUE.equals(body.prepare())));
    }

    /** Reads the entity tag before the clips. If it is outdated at once, a condition with it fails. */
    @Operation(
            summary =
                    "Lists the clips of a cut list in the order of their start; the ETag covers all clips of the list")
    @GetMapping("/api/sources/{sourceId}/clips")
    Mono<ResponseEntity<Page<ClipResponse>>> list(
            @PathVariable UUID sourceId,
            @RequestParam(required = false) @Nullable String cutList,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after,
            ServerHttpRequest request) {
        Cursor cursor = Cursor.parse(after);
        int most = Limit.check(limit) + 1;
        return lists.resolve(sourceId, cutList).flatMap(list -> page(list, cursor, limit, most, request));
    }

    private Mono<ResponseEntity<Page<ClipResponse>>> page(
            CutListKey list, Cursor cursor, int limit, int most, ServerHttpRequest request) {
        return cutLog.tag(list)
                .flatMap(tag -> clips.list(list, cursor, most)
                        .map(rows -> Page.cut(
                                rows, limit, clip -> new Cursor(clip.clip().startUs(), clip.id()).encode()))
                        .flatMap(page -> clips.detailed(page.items())
                                .map(items -> ResponseEntity.ok()
                                        .eTag(tag)
                                        .body(new Page<>(responses.all(items, request), page.next())))));
    }

    @Operation(summary = "Returns a clip")
    @GetMapping("/api/clips/{clipId}")
    Mono<ResponseEntity<ClipResponse>> get(@PathVariable UUID clipId, ServerHttpRequest request) {
        return clips.detailed(clipId).map(clip -> responses.one(clip, request, HttpStatus.OK));
    }

    @Operation(summary = "Moves an end or changes the title; the URL changes only if the bytes do")
    @PatchMapping("/api/clips/{clipId}")
    Mono<ResponseEntity<ClipResponse>> change(
            @PathVariable UUID clipId,
            @Valid @RequestBody ClipChange body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.one(
                        exchange, body, HttpStatus.OK, transaction -> editor.change(clipId, body, ifMatch, transaction))
                .onErrorMap(
                        FailureException.class,
                        new RequestFields().add("start", body.start()).add("end", body.end())::name);
    }

    @Operation(summary = "Deletes a clip; its URL stops working at once")
    @DeleteMapping("/api/clips/{clipId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<ResponseEntity<Void>> delete(
            @PathVariable UUID clipId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return edits.none(exchange, transaction -> editor.delete(clipId, ifMatch, transaction));
    }
}
