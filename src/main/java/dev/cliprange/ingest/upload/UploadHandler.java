package dev.cliprange.ingest.upload;

import dev.cliprange.idempotency.Idempotency;
import dev.cliprange.ingest.upload.UploadResponses.NewUpload;
import dev.cliprange.ingest.upload.UploadResponses.SignedParts;
import dev.cliprange.ingest.upload.UploadResponses.UploadStatus;
import dev.cliprange.source.response.SourceResponse;
import dev.cliprange.web.EntityTag;
import dev.cliprange.web.idempotency.RepeatableRequests;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls of the control API on uploads. */
@RestController
@RequestMapping("/api/uploads")
@Tag(name = "Uploads")
class UploadHandler {

    private static final int MOST_URLS = 100;
    private static final String MEDIA_TYPE = "[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}";

    private final UploadService uploads;
    private final UploadCompletion completion;
    private final Idempotency idempotency;
    private final RepeatableRequests requests;

    UploadHandler(
            UploadService uploads, UploadCompletion completion, Idempotency idempotency, RepeatableRequests requests) {
        this.uploads = uploads;
        this.completion = completion;
        this.idempotency = idempotency;
        this.requests = requests;
    }

    /**
     * The file to upload.
     *
     * @param sha256 of the whole file; it is verified before the source is ready
     */
    @Schema(name = "NewUploadedFile")
    record NewFile(
            @NotBlank @Size(max = 255) @Pattern(regexp = "[^\\p{Cntrl}]*", message = "Expected a name without control characters.") String fileName,

            @NotNull Long sizeBytes,

            @Pattern(regexp = MEDIA_TYPE, message = "Expected a media type, such as video/mp4.") @Nullable String contentType,

            @Pattern(regexp = "[0-9A-Fa-f]{64}", message = "Expected 64 hexadecimal digits.") @Nullable String sha256) {}

    /**
     * The parts whose URLs are requested.
     *
     * @param sha256 of the bytes of parts, by number: 64 hexadecimal digits, or base64
     */
    @Schema(name = "RequestedParts")
    record RequestedParts(
            @NotEmpty @Size(max = MOST_URLS, message = "Expected at most 100 numbers.") List<@NotNull Integer> numbers,

            @Nullable Map<String, String> sha256) {}

    @Operation(
            summary = "Begins an upload: a file is sent in parts straight to the bucket",
            description = "All parts have the same size, except the last one. The size never changes.")
    @PostMapping
    Mono<ResponseEntity<NewUpload>> create(@Valid @RequestBody NewFile body, ServerWebExchange exchange) {
        // An upload that is begun and not returned expires, so the work may precede the transaction.
        return idempotency.replayOrRun(
                requests.of(exchange, body, NewUpload.class),
                transaction -> uploads.create(file(body)).flatMap(upload -> transaction.run(Mono.just(upload))),
                (Upload upload) -> ResponseEntity.status(HttpStatus.CREATED)
                        .location(URI.create("/api/uploads/" + upload.id()))
                        .body(NewUpload.of(upload)));
    }

    @Operation(
            summary = "Returns URLs for the parts that are missing; each accepts one PUT of the part's bytes",
            description =
                    "A URL is valid for one hour. Parts that the storage has are left out. A stated SHA-256 is one"
                            + " of the headers to send, and the storage rejects other bytes.")
    @PostMapping("/{uploadId}/parts")
    Mono<ResponseEntity<SignedParts>> sign(@PathVariable UUID uploadId, @Valid @RequestBody RequestedParts body) {
        return Mono.fromSupplier(() -> PartDigests.parse(body.sha256()))
                .flatMap(sha256 -> uploads.sign(uploadId, body.numbers(), sha256))
                .map(parts ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(SignedParts.of(parts)));
    }

    @Operation(summary = "Returns the state of an upload and the parts that the storage has")
    @GetMapping("/{uploadId}")
    Mono<ResponseEntity<UploadStatus>> get(@PathVariable UUID uploadId) {
        return uploads.status(uploadId)
                .map(status ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(UploadStatus.of(status)));
    }

    @Operation(summary = "Makes a source of the uploaded parts; repeated calls return the same source")
    @PostMapping("/{uploadId}/complete")
    Mono<ResponseEntity<SourceResponse>> complete(@PathVariable UUID uploadId) {
        return completion
                .complete(uploadId)
                .map(source -> ResponseEntity.status(HttpStatus.CREATED)
                        .location(URI.create("/api/sources/" + source.id()))
                        .eTag(EntityTag.of(source.rowVersion()))
                        .body(SourceResponse.of(source)));
    }

    @Operation(summary = "Aborts an upload and deletes its parts; the source of a completed upload stays")
    @DeleteMapping("/{uploadId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> abort(@PathVariable UUID uploadId) {
        return uploads.abort(uploadId);
    }

    private static UploadService.NewFile file(NewFile body) {
        String sha256 = body.sha256();
        return new UploadService.NewFile(
                body.fileName(),
                body.sizeBytes(),
                body.contentType(),
                sha256 == null ? null : sha256.toLowerCase(Locale.ROOT));
    }
}
