package dev.cliprange.ingest.upload;

import dev.cliprange.storage.upload.UploadStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Looks once, after the start, at what the storage does with checksums and with uploads that are never completed. */
@Component
class UploadStorageCheck {

    private static final Logger log = LoggerFactory.getLogger(UploadStorageCheck.class);

    private final UploadStore store;

    UploadStorageCheck(UploadStore store) {
        this.store = store;
    }

    /** Returns at once. A storage that does not answer is asked again when a client states a checksum. */
    @EventListener(ApplicationReadyEvent.class)
    void look() {
        store.partChecksums()
                .subscribe(
                        found -> log.atDebug()
                                .addKeyValue("partChecksums", found.lowerCase())
                                .log("storage was asked about checksums"),
                        error -> log.atDebug()
                                .setCause(error)
                                .log("it is not known what the storage does with checksums"));
        store.hasCleaningRule()
                .filter(present -> !present)
                .subscribe(
                        absent -> log.atWarn()
                                .addKeyValue("rule", "AbortIncompleteMultipartUpload")
                                .log("the bucket has no rule that removes unfinished uploads;"
                                        + " this server removes its own only while it runs"),
                        error -> log.atDebug().setCause(error).log("the rules of the bucket cannot be read"));
    }
}
