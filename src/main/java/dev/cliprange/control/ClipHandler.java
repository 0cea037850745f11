package dev.cliprange.control;

import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.ClipService;
import dev.cliprange.clip.cut.ClipAnswers;
import dev.cliprange.clip.cut.ClipEditor;
import dev.cliprange.clip.cut.ClipFollowUp;
import dev.cliprange.clip.cut.ClipResponse;
import dev.cliprange.clip.cut.CutLog;
import dev.cliprange.idempotency.IdempotentCalls;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.Title;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
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

/** The control calls for clips. */
@RestController
@Tag(name = "Clips")
class ClipHandler {

    private final ClipService clips;
    private final ClipEditor editor;
    private final CutLog cutLog;
    private final ClipAnswers answers;
    private final IdempotentCalls calls;
    private final ClipFollowUp followUp;

    ClipHandler(
            ClipService clips,
            ClipEditor editor,
            CutLog cutLog,
            ClipAnswers answers,
            IdempotentCalls calls,
            ClipFollowUp followUp) {
        this.followUp = followUp;
        this.clips = clips;
        this.editor = editor;
        this.cutLog = cutLog;
        this.answers = answers;
        this.calls = calls;
    }

    /**
     * A new clip; both ends move to the nearest frame boundary.
     *
     * @param prepare whether its precise form is made at once, in the background
     */
    record NewClip(
            @NotNull TimePoint start,
            @NotNull TimePoint end,
            @Title @Nullable String title,
            @Nullable Boolean prepare) {}

    @Operation(summary = "Makes a clip: a range of the source, and an address that plays it")
    @PostMapping("/api/sources/{sourceId}/clips")
    Mono<ResponseEntity<ClipResponse>> create(
            @PathVariable UUID sourceId, @Valid @RequestBody NewClip body, ServerWebExchange exchange) {
        return calls.once(
                        exchange,
                        body,
                        ClipResponse.class,
                        () -> editor.create(
                                sourceId,
                                body.start(),
                                body.end(),
                                body.title(),
                                answers.one(exchange, HttpStatus.CREATED)))
                .doOnNext(answer -> followUp.created(answer.getBody(), Boolean.TRUE.equals(body.prepare())));
    }

    /** The entity tag is asked for before the clips: at worst it is of a state before them, and the condition fails. */
    @Operation(summary = "The clips of a source in the order of their start; the ETag is that of all of them")
    @GetMapping("/api/sources/{sourceId}/clips")
    Mono<ResponseEntity<Page<ClipResponse>>> list(
            @PathVariable UUID sourceId,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after,
            ServerHttpRequest request) {
        Cursor cursor = Cursor.parse(after);
        int most = Limit.check(limit) + 1;
        return cutLog.tag(sourceId)
                .flatMap(tag -> clips.list(sourceId, cursor, most)
                        .map(rows -> Page.cut(
                                rows, limit, clip -> new Cursor(clip.clip().startUs(), clip.id()).encode()))
                        .flatMap(page -> answers.all(page.items(), request)
                                .map(items -> ResponseEntity.ok().eTag(tag).body(new Page<>(items, page.next())))));
    }

    @Operation(summary = "One clip")
    @GetMapping("/api/clips/{clipId}")
    Mono<ResponseEntity<ClipResponse>> get(@PathVariable UUID clipId, ServerHttpRequest request) {
        return clips.describe(clipId).flatMap(clip -> answers.one(clip, request, HttpStatus.OK));
    }

    @Operation(summary = "Moves an end or changes the title; the address changes only when the bytes do")
    @PatchMapping("/api/clips/{clipId}")
    Mono<ResponseEntity<ClipResponse>> change(
            @PathVariable UUID clipId,
            @Valid @RequestBody ClipChange body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return calls.once(
                exchange,
                body,
                ClipResponse.class,
                () -> editor.change(clipId, body, ifMatch, answers.one(exchange, HttpStatus.OK)));
    }

    @Operation(summary = "Deletes a clip; its address is gone at once")
    @DeleteMapping("/api/clips/{clipId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<ResponseEntity<Void>> delete(
            @PathVariable UUID clipId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            ServerWebExchange exchange) {
        return calls.once(
                exchange,
                Map.of(),
                Void.class,
                () -> editor.delete(
                        clipId, ifMatch, Mono.just(ResponseEntity.noContent().build())));
    }
}
