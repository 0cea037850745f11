package dev.cliprange.control;

import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.response.SourceResponse;
import dev.cliprange.stream.StreamGate;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Page;
import dev.cliprange.web.RequestFields;
import dev.cliprange.web.Title;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
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

/** The calls of the control API on sources. */
@RestController
@RequestMapping("/api/sources")
@Tag(name = "Sources")
class SourceHandler {

    private final SourceService sources;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;
    private final StreamGate gate;

    SourceHandler(SourceService sources, Idempotency idempotency, RepeatableRequests requests, StreamGate gate) {
        this.sources = sources;
        this.idempotency = idempotency;
        this.requests = requests;
        this.gate = gate;
    }

    /** The source to register. */
    record NewSource(
            @NotBlank @Size(max = 4096) String uri,
            @Title @Nullable String title) {

        /** Omits the URI, because its query may contain a secret. */
        @Override
        public String toString() {
            return "NewSource[title=" + title + "]";
        }
    }

    @Operation(
            summary = "Registers a source; if the URI is registered already, returns the existing source",
            description =
                    "URIs are compared with their query. Responses show '…' instead of the query, which may contain a secret.")
    @PostMapping
    Mono<ResponseEntity<SourceResponse>> register(@Valid @RequestBody NewSource body, ServerWebExchange exchange) {
        // Each URI is registered at most once, so the work may precede the transaction.
        return idempotency
                .replayOrRun(
                        requests.of(exchange, body, SourceResponse.class),
                        transaction -> sources.register(body.uri(), body.title())
                                .flatMap(registration -> transaction.run(Mono.just(registration))),
                        (SourceService.Registration registration) -> respond(
                                registration.source(), registration.isNew() ? HttpStatus.CREATED : HttpStatus.OK))
                .onErrorMap(FailureException.class, new RequestFields().add("uri", body.uri())::name);
    }

    @Operation(summary = "Lists the sources in the order of their registration")
    @GetMapping
    Mono<Page<SourceResponse>> list(
            @RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String after) {
        return sources.list(Cursor.parse(after), Limit.check(limit) + 1)
                .map(rows -> rows.stream().map(SourceResponse::of).toList())
                .map(rows -> Page.cut(rows, limit, SourceHandler::cursor));
    }

    @Operation(summary = "Returns a source; with 'wait', when its state is final or after that number of seconds")
    @GetMapping("/{sourceId}")
    Mono<ResponseEntity<SourceResponse>> get(
            @PathVariable UUID sourceId, @RequestParam(defaultValue = "0") @PositiveOrZero @Max(60) int wait) {
        return gate.endAtStop(sources.await(sourceId, Duration.ofSeconds(wait)))
                .map(source -> respond(source, HttpStatus.OK));
    }

    @Operation(summary = "Indexes the source again")
    @PostMapping("/{sourceId}/reindex")
    Mono<ResponseEntity<SourceResponse>> reindex(@PathVariable UUID sourceId) {
        return sources.reindex(sourceId).map(source -> respond(source, HttpStatus.ACCEPTED));
    }

    @Operation(summary = "Deletes a source and its clips; the object in the storage stays, unless it was uploaded here")
    @DeleteMapping("/{sourceId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(
            @PathVariable UUID sourceId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return sources.delete(sourceId, ifMatch);
    }

    private static ResponseEntity<SourceResponse> respond(Source source, HttpStatus status) {
        return ResponseEntity.status(status)
                .location(URI.create("/api/sources/" + source.id()))
                .eTag(EntityTag.of(source.rowVersion()))
                .body(SourceResponse.of(source));
    }

    private static String cursor(SourceResponse source) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, source.createdAt()), source.id()).encode();
    }
}
