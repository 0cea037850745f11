package dev.cliprange.ingest.upload;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.storage.upload.NoSuchUploadFailure;
import dev.cliprange.storage.upload.PartChecksums;
import dev.cliprange.storage.upload.SignedPart;
import dev.cliprange.storage.upload.StoredPart;
import dev.cliprange.storage.upload.UploadId;
import dev.cliprange.storage.upload.UploadStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Begins uploads, signs the URLs of their parts, reports their state and aborts them. Each call renews the expiry. */
@Service
class UploadService {

    /** How long the URL of a part is valid. A client requests a new one after that. */
    private static final Duration URL_LIFETIME = Duration.ofHours(1);

    private final UploadRepository uploads;
    private final UploadStore store;
    private final UploadCleaning cleaning;
    private final UploadProperties properties;

    UploadService(UploadRepository uploads, UploadStore store, UploadCleaning cleaning, UploadProperties properties) {
        this.uploads = uploads;
        this.store = store;
        this.cleaning = cleaning;
        this.properties = properties;
    }

    /** The file to upload. */
    record NewFile(
            String name,
            long sizeBytes,
            @Nullable String contentType,
            @Nullable String sha256) {}

    /** What the storage has of an upload. */
    enum State {
        /** It takes parts. */
        OPEN,
        /** It has the whole object, which is not a source yet: the response to a completion was lost. */
        STORED,
        /** The object is a source. */
        COMPLETED;

        /** The name in the HTTP contract. */
        @JsonValue
        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The state of an upload.
     *
     * @param parts that the storage has, in order; empty unless the upload is open
     */
    record Status(Upload upload, State state, List<StoredPart> parts) {

        /** Returns the numbers of the parts that are to be sent, in order. */
        List<Integer> missing() {
            return state == State.OPEN ? upload.plan().without(right(upload.plan(), parts)) : List.of();
        }
    }

    /** @throws FailureException UPLOAD_SIZE_REFUSED, UPLOADS_OFF, SOURCE_UNREADABLE, SOURCE_TIMEOUT */
    Mono<Upload> create(NewFile file) {
        return Mono.defer(() -> {
            UUID id = UUID.randomUUID();
            String key = UploadName.key(id, file.name());
            UploadPlan plan = plan(file.sizeBytes());
            // Fails on a server without a bucket.
            store.location(key);
            return uploads.insert(
                            id,
                            file.name(),
                            key,
                            plan.sizeBytes(),
                            plan.partSizeBytes(),
                            file.sha256(),
                            expirySeconds(properties))
                    .flatMap(row -> store.create(key, Optional.ofNullable(file.contentType())))
                    .flatMap(storageId -> uploads.begun(id, storageId))
                    .switchIfEmpty(Mono.error(() -> unknown(id)))
                    .onErrorResume(failure -> uploads.delete(id).then(Mono.error(failure)));
        });
    }

    /**
     * Signs URLs for those of the parts that the storage lacks, in the order of the numbers.
     *
     * @param sha256 of the bytes of parts, by number
     * @throws FailureException UPLOAD_UNKNOWN, REQUEST_INVALID if there is no part with such a number
     */
    Mono<List<SignedPart>> sign(UUID uploadId, List<Integer> numbers, Map<Integer, byte[]> sha256) {
        return renew(uploadId)
                .doOnNext(upload -> requireParts(upload.plan(), numbers))
                .filter(upload -> upload.source().isEmpty())
                .flatMap(upload -> checksums(sha256).flatMap(kept -> sign(upload, numbers, kept)))
                .defaultIfEmpty(List.of());
    }

    /** @throws FailureException UPLOAD_UNKNOWN */
    Mono<Status> status(UUID uploadId) {
        return renew(uploadId)
                .flatMap(upload -> upload.source().isPresent()
                        ? Mono.just(new Status(upload, State.COMPLETED, List.of()))
                        : stored(upload));
    }

    /**
     * Aborts an upload. One that is completed already stays: its object belongs to its source.
     *
     * @throws FailureException UPLOAD_UNKNOWN
     */
    Mono<Void> abort(UUID uploadId) {
        return uploads.expireNow(uploadId)
                .flatMap(upload -> cleaning.clean(upload).thenReturn(uploadId))
                .switchIfEmpty(Mono.defer(() -> renew(uploadId).map(Upload::id)))
                .then();
    }

    /** Returns an upload after renewing its expiry. */
    Mono<Upload> renew(UUID uploadId) {
        return uploads.renew(uploadId, expirySeconds(properties)).switchIfEmpty(Mono.error(() -> unknown(uploadId)));
    }

    /** Returns the numbers of the parts whose size is right. */
    static Set<Integer> right(UploadPlan plan, Collection<StoredPart> parts) {
        return parts.stream()
                .filter(part -> plan.fits(part.number(), part.sizeBytes()))
                .map(StoredPart::number)
                .collect(Collectors.toSet());
    }

    static FailureException unknown(UUID uploadId) {
        return new FailureException(
                Failure.UPLOAD_UNKNOWN, "No upload has the id " + uploadId + ", or it has expired. Begin a new one.");
    }

    private UploadPlan plan(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes > properties.maxSize().toBytes()) {
            throw new FailureException(
                    Failure.UPLOAD_SIZE_REFUSED,
                    "The file has " + sizeBytes + " bytes. Files of 1 to "
                            + properties.maxSize().toBytes() + " bytes can be uploaded.");
        }
        return UploadPlan.of(sizeBytes, properties.smallestPart().toBytes());
    }

    private static void requireParts(UploadPlan plan, List<Integer> numbers) {
        List<InvalidInput.Field> wrong = IntStream.range(0, numbers.size())
                .filter(i -> !plan.isPart(numbers.get(i)))
                .mapToObj(i -> new InvalidInput.Field(
                        "/numbers/" + i, "Expected the number of a part, from 1 to " + plan.partCount() + "."))
                .toList();
        if (!wrong.isEmpty()) {
            throw FailureException.invalid(wrong);
        }
    }

    /** Returns the checksums that are signed: none if the storage does not verify them. */
    private Mono<Map<Integer, byte[]>> checksums(Map<Integer, byte[]> sha256) {
        return sha256.isEmpty()
                ? Mono.just(sha256)
                : store.partChecksums()
                        .onErrorReturn(FailureException.class, PartChecksums.UNKNOWN)
                        .map(support -> support == PartChecksums.UNSUPPORTED ? Map.of() : sha256);
    }

    private Mono<List<SignedPart>> sign(Upload upload, List<Integer> numbers, Map<Integer, byte[]> sha256) {
        // Some storages list no parts after a completion, instead of failing.
        return Mono.just(upload)
                .filter(Upload::mayBeWhole)
                .flatMap(this::whole)
                .<List<SignedPart>>map(whole -> List.of())
                .switchIfEmpty(Mono.defer(() -> signMissing(upload, numbers, sha256)));
    }

    private Mono<List<SignedPart>> signMissing(Upload upload, List<Integer> numbers, Map<Integer, byte[]> sha256) {
        UploadId inStorage = upload.inStorage().orElseThrow(() -> unknown(upload.id()));
        int last = Collections.max(numbers);
        return store.parts(inStorage)
                .takeWhile(part -> part.number() <= last)
                .collectList()
                .map(parts -> right(upload.plan(), parts))
                .flatMapMany(there -> Flux.fromStream(() -> numbers.stream().distinct())
                        .filter(number -> !there.contains(number))
                        .concatMap(number ->
                                store.sign(inStorage, number, Optional.ofNullable(sha256.get(number)), URL_LIFETIME)))
                .collectList()
                .onErrorResume(
                        NoSuchUploadFailure.class,
                        gone -> whole(upload)
                                .<List<SignedPart>>map(whole -> List.of())
                                .switchIfEmpty(Mono.error(() -> unknown(upload.id()))));
    }

    private Mono<Status> stored(Upload upload) {
        UploadId inStorage = upload.inStorage().orElseThrow(() -> unknown(upload.id()));
        return store.parts(inStorage)
                .collectList()
                .flatMap(parts -> parts.isEmpty()
                        // Some storages list no parts after a completion, instead of failing.
                        ? whole(upload).defaultIfEmpty(new Status(upload, State.OPEN, parts))
                        : Mono.just(new Status(upload, State.OPEN, parts)))
                .onErrorResume(
                        NoSuchUploadFailure.class,
                        gone -> whole(upload).switchIfEmpty(Mono.error(() -> unknown(upload.id()))));
    }

    /** Returns the state if the storage has the whole object; empty otherwise. */
    private Mono<Status> whole(Upload upload) {
        return store.sizeBytes(upload.objectKey())
                .filter(size -> size == upload.sizeBytes())
                .map(size -> new Status(upload, State.STORED, List.of()));
    }

    private static double expirySeconds(UploadProperties properties) {
        return properties.expiry().toMillis() / 1_000.0;
    }
}
