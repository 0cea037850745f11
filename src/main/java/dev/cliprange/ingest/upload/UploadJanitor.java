package dev.cliprange.ingest.upload;

import dev.cliprange.storage.upload.UploadId;
import dev.cliprange.storage.upload.UploadStore;
import dev.cliprange.web.Pruning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes what remains of uploads that did not end by a call: those that have expired, objects whose source was
 * deleted, and multipart uploads without a row. Completions that were interrupted by a crash are repeated.
 */
@Component
class UploadJanitor extends Pruning {

    private static final Logger log = LoggerFactory.getLogger(UploadJanitor.class);

    static final int AT_ONCE = 100;
    /** Longer than any completion takes. */
    private static final Duration INTERRUPTED_AFTER = Duration.ofMinutes(15);

    private static final UUID FIRST = new UUID(0, 0);

    private final UploadRepository uploads;
    private final UploadStore store;
    private final UploadCleaning cleaning;
    private final UploadCompletion completion;

    UploadJanitor(UploadRepository uploads, UploadStore store, UploadCleaning cleaning, UploadCompletion completion) {
        super("uploads");
        this.uploads = uploads;
        this.store = store;
        this.cleaning = cleaning;
        this.completion = completion;
    }

    @Override
    public Mono<Void> prune() {
        return uploads.findInterrupted(INTERRUPTED_AFTER.toSeconds(), AT_ONCE)
                .concatMap(
                        upload -> tried(upload, completion.complete(upload.id()).then()))
                .then(Mono.defer(() -> cleanAll(FIRST, uploads::findExpired)))
                .then(Mono.defer(() -> cleanAll(FIRST, uploads::findWithoutSource)))
                .then(Mono.defer(this::abortUnknown));
    }

    @FunctionalInterface
    private interface Search {
        Flux<Upload> after(UUID id, int limit);
    }

    private Mono<Void> cleanAll(UUID after, Search search) {
        return search.after(after, AT_ONCE)
                .collectList()
                .flatMap(page -> Flux.fromIterable(page)
                        .concatMap(upload -> tried(upload, cleaning.clean(upload)))
                        .then(Mono.defer(() -> page.size() < AT_ONCE
                                ? Mono.<Void>empty()
                                : cleanAll(page.getLast().id(), search))));
    }

    /** A row is written before its upload is begun, so an upload that is listed and has no row has lost it. */
    private Mono<Void> abortUnknown() {
        return store.unfinished(UploadName.PREFIX)
                .filter(found -> UploadName.isOfUpload(found.key()))
                .buffer(AT_ONCE)
                .concatMap(this::abortUnknown)
                .then();
    }

    private Mono<Void> abortUnknown(List<UploadId> found) {
        List<UUID> ids =
                found.stream().map(it -> UploadName.idOf(it.key())).distinct().toList();
        return uploads.findByIds(ids)
                .collect(Collectors.toMap(Upload::id, Function.identity()))
                .flatMapMany(rows -> Flux.fromStream(() -> found.stream().filter(it -> isUnknown(it, rows))))
                .concatMap(unknown -> store.abort(unknown)
                        .doOnSuccess(done -> log.atInfo()
                                .addKeyValue("key", unknown.key())
                                .log("multipart upload without a session aborted")))
                .then();
    }

    /** A row without an id of the storage belongs to a call that is about to store it. */
    private static boolean isUnknown(UploadId found, Map<UUID, Upload> rows) {
        Upload row = rows.get(UploadName.idOf(found.key()));
        return row == null || row.inStorage().map(known -> !known.equals(found)).orElse(false);
    }

    private static Mono<Void> tried(Upload upload, Mono<Void> work) {
        return work.onErrorResume(failure -> {
            log.atWarn()
                    .addKeyValue("upload", upload.id())
                    .addKeyValue("reason", String.valueOf(failure))
                    .log("an upload was not cleaned");
            return Mono.empty();
        });
    }
}
