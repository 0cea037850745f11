package dev.cliprange.storage.upload;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.S3Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes the place of the uploads on a server without a bucket. There is nothing to list, and all calls fail. */
public final class AbsentUploadStore implements UploadStore {

    @Override
    public S3Location location(String key) {
        throw off();
    }

    @Override
    public Mono<String> create(String key, Optional<String> contentType) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Mono<SignedPart> sign(UploadId upload, int number, Optional<byte[]> sha256, Duration lifetime) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Flux<StoredPart> parts(UploadId upload) {
        return Flux.error(AbsentUploadStore::off);
    }

    @Override
    public Mono<Void> complete(UploadId upload, List<StoredPart> parts) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Mono<Void> abort(UploadId upload) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Mono<Long> sizeBytes(String key) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Mono<Void> delete(S3Location object) {
        return Mono.error(AbsentUploadStore::off);
    }

    @Override
    public Flux<UploadId> unfinished(String prefix) {
        return Flux.empty();
    }

    @Override
    public Mono<Boolean> hasCleaningRule() {
        return Mono.just(true);
    }

    @Override
    public Mono<PartChecksums> partChecksums() {
        return Mono.just(PartChecksums.UNKNOWN);
    }

    @Override
    public PartChecksums knownPartChecksums() {
        return PartChecksums.UNKNOWN;
    }

    private static FailureException off() {
        return new FailureException(
                Failure.UPLOADS_OFF,
                "This server has no bucket, so it accepts no uploads. Set 'cliprange.storage.bucket'.");
    }
}
