package dev.cliprange.ingest.upload;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.storage.upload.NoSuchUploadFailure;
import dev.cliprange.storage.upload.StoredPart;
import dev.cliprange.storage.upload.UploadId;
import dev.cliprange.storage.upload.UploadStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Makes a source of an upload. It may be repeated at any point, and concurrent completions of one upload on this
 * instance share one run, which continues if the clients disconnect.
 */
@Component
class UploadCompletion {

    private final UploadService service;
    private final UploadRepository uploads;
    private final UploadStore store;
    private final SourceService sources;
    private final TransactionalOperator transaction;
    private final Map<UUID, Mono<Source>> running = new ConcurrentHashMap<>();

    UploadCompletion(
            UploadService service,
            UploadRepository uploads,
            UploadStore store,
            SourceService sources,
            TransactionalOperator transaction) {
        this.service = service;
        this.uploads = uploads;
        this.store = store;
        this.sources = sources;
        this.transaction = transaction;
    }

    /**
     * Returns the source of an upload, which is registered now or was before.
     *
     * @throws FailureException UPLOAD_UNKNOWN; UPLOAD_PARTS_MISSING with {@code missingParts}; UPLOAD_SIZE_MISMATCH;
     *     SOURCE_UNREADABLE, SOURCE_TIMEOUT
     */
    Mono<Source> complete(UUID uploadId) {
        return Mono.defer(() -> running.computeIfAbsent(
                uploadId,
                id -> service.renew(id)
                        .flatMap(upload -> upload.source()
                                .map(sourceId -> existing(upload, sourceId))
                                .orElseGet(() -> assemble(upload)))
                        .delayUntil(sources::startReading)
                        // Before the signal, so that a client that tries again does not receive the same failure.
                        .doOnTerminate(() -> running.remove(id))
                        .cache()));
    }

    private Mono<Source> existing(Upload upload, UUID sourceId) {
        return sources.get(sourceId)
                .onErrorMap(
                        FailureException.class,
                        failure -> failure.failure() == Failure.SOURCE_UNKNOWN
                                ? UploadService.unknown(upload.id())
                                : failure);
    }

    private Mono<Source> assemble(Upload upload) {
        UploadId inStorage = upload.inStorage().orElseThrow(() -> UploadService.unknown(upload.id()));
        return store.parts(inStorage)
                .collectList()
                .flatMap(parts -> assemble(upload, inStorage, parts))
                // Another completion was first, or the response of the storage was lost.
                .onErrorResume(NoSuchUploadFailure.class, gone -> Mono.empty())
                .then(Mono.defer(() -> store.sizeBytes(upload.objectKey())))
                .switchIfEmpty(Mono.error(() -> UploadService.unknown(upload.id())))
                .doOnNext(sizeBytes -> requireSize(upload, sizeBytes))
                .flatMap(sizeBytes -> register(upload));
    }

    private Mono<Void> assemble(Upload upload, UploadId inStorage, List<StoredPart> parts) {
        List<Integer> missing = upload.plan().without(UploadService.right(upload.plan(), parts));
        if (!missing.isEmpty()) {
            // Some storages list no parts after a completion, instead of failing.
            return store.sizeBytes(upload.objectKey())
                    .switchIfEmpty(Mono.error(() -> missing(upload, missing)))
                    .then();
        }
        List<StoredPart> own = parts.stream()
                .filter(part -> upload.plan().isPart(part.number()))
                .toList();
        return uploads.completionAsked(upload.id())
                .switchIfEmpty(Mono.error(() -> UploadService.unknown(upload.id())))
                .flatMap(id -> store.complete(inStorage, own))
                .onErrorResume(
                        failure -> !(failure instanceof NoSuchUploadFailure),
                        failure -> store.sizeBytes(upload.objectKey())
                                .switchIfEmpty(Mono.error(failure))
                                .then());
    }

    /** The row of the upload and the source are written in one transaction. */
    private Mono<Source> register(Upload upload) {
        String uri = store.location(upload.objectKey()).uri();
        return sources.addUploaded(uri, upload.fileName(), upload.sizeBytes(), upload.sha256())
                .flatMap(source -> uploads.registered(upload.id(), source.id()).map(id -> source))
                .switchIfEmpty(Mono.error(() -> UploadService.unknown(upload.id())))
                .as(transaction::transactional)
                .onErrorResume(
                        failure ->
                                failure instanceof FailureException known && known.failure() == Failure.UPLOAD_UNKNOWN,
                        failure -> removed(upload));
    }

    /** The upload was aborted or completed while its parts were put together. */
    private Mono<Source> removed(Upload upload) {
        return uploads.findById(upload.id())
                .flatMap(row -> Mono.justOrEmpty(row.source()))
                .flatMap(sourceId -> existing(upload, sourceId))
                .switchIfEmpty(store.delete(store.location(upload.objectKey()))
                        .then(Mono.error(() -> UploadService.unknown(upload.id()))));
    }

    private static void requireSize(Upload upload, long sizeBytes) {
        if (sizeBytes != upload.sizeBytes()) {
            throw new FailureException(
                    Failure.UPLOAD_SIZE_MISMATCH,
                    "The object has " + sizeBytes + " bytes, and the file has " + upload.sizeBytes()
                            + ". Begin a new upload.");
        }
    }

    private static FailureException missing(Upload upload, List<Integer> numbers) {
        return new FailureException(
                Failure.UPLOAD_PARTS_MISSING,
                numbers.size() + " of " + upload.plan().partCount() + " parts are missing or have a wrong size."
                        + " 'missingParts' lists them.",
                Map.of("missingParts", numbers));
    }
}
