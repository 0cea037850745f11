package dev.cliprange.ingest.upload;

import dev.cliprange.storage.upload.UploadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes what the storage has of uploads that have expired, were aborted, or lost their source. */
@Component
class UploadCleaning {

    private final UploadRepository uploads;
    private final UploadStore store;

    UploadCleaning(UploadRepository uploads, UploadStore store) {
        this.uploads = uploads;
        this.store = store;
    }

    /**
     * Removes the parts, the object if a completion that was interrupted has made it, and then the row. If it fails, the
     * row remains, and a later call completes the work.
     */
    Mono<Void> clean(Upload upload) {
        return Mono.justOrEmpty(upload.inStorage())
                .flatMap(store::abort)
                .then(Mono.defer(() -> store.delete(store.location(upload.objectKey()))))
                .then(Mono.defer(() -> uploads.delete(upload.id())))
                .then();
    }
}
