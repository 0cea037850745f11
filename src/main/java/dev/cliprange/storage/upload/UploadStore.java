package dev.cliprange.storage.upload;

import dev.cliprange.storage.location.S3Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Multipart uploads in the configured bucket. Failures are {@code FailureException}: {@code source-unreadable}, {@code
 * source-timeout}, and {@code uploads-off} without a bucket. A call for an upload that the storage does not have fails
 * with {@link NoSuchUploadFailure}.
 */
public interface UploadStore {

    /** Returns the location of an object of the bucket. */
    S3Location location(String key);

    /** Begins an upload and returns the id that the storage gave it. */
    Mono<String> create(String key, Optional<String> contentType);

    /**
     * Signs the URL for one part.
     *
     * @param sha256 of the bytes of the part; it becomes a header that the client must send
     * @param lifetime of the URL, which is shorter if the credentials expire earlier
     */
    Mono<SignedPart> sign(UploadId upload, int number, Optional<byte[]> sha256, Duration lifetime);

    /** Lists the parts that the storage has, in the order of their numbers, page by page on demand. */
    Flux<StoredPart> parts(UploadId upload);

    /** Makes the object of the parts. A call that was sent is not cancelled, because it may have taken effect. */
    Mono<Void> complete(UploadId upload, List<StoredPart> parts);

    /** Removes the upload and its parts. Completes also if there is none. */
    Mono<Void> abort(UploadId upload);

    /** Returns the size of an object; empty if there is none. */
    Mono<Long> sizeBytes(String key);

    /** Deletes an object of the bucket. Completes also if there is none. */
    Mono<Void> delete(S3Location object);

    /** Lists the unfinished uploads whose keys begin with a prefix, page by page on demand. */
    Flux<UploadId> unfinished(String prefix);

    /** Returns whether the bucket itself removes unfinished uploads after a time. */
    Mono<Boolean> hasCleaningRule();

    /** Returns whether the storage compares the checksums of parts. The first successful answer is kept. */
    Mono<PartChecksums> partChecksums();

    /** Returns the answer that is kept; {@link PartChecksums#UNKNOWN} if there is none yet. */
    PartChecksums knownPartChecksums();
}
