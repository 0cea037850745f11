package dev.cliprange.storage.upload;

import dev.cliprange.failure.Causes;
import dev.cliprange.storage.client.S3Failures;
import dev.cliprange.storage.location.S3Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Multipart uploads in a bucket of an S3 storage. */
public final class S3UploadStore implements UploadStore {

    /** The storage puts the parts together before it answers. */
    private static final Duration LONGEST_COMPLETION = Duration.ofMinutes(2);

    private final S3AsyncClient client;
    private final PartSigner signer;
    private final ChecksumProbe probe;
    private final String bucket;
    private final AtomicReference<PartChecksums> checksums = new AtomicReference<>(PartChecksums.UNKNOWN);

    /**
     * @param signer signs for clients, which may reach the storage under another host
     * @param own signs for this server
     * @param http sends one part in order to find out what the storage does with checksums
     */
    public S3UploadStore(
            S3AsyncClient client, PartSigner signer, PartSigner own, Supplier<HttpClient> http, String bucket) {
        this.client = client;
        this.signer = signer;
        this.probe = new ChecksumProbe(this, own, bucket, http);
        this.bucket = bucket;
    }

    @Override
    public S3Location location(String key) {
        return new S3Location(bucket, key);
    }

    @Override
    public Mono<String> create(String key, Optional<String> contentType) {
        return call(() -> client.createMultipartUpload(create -> {
                    create.bucket(bucket).key(key);
                    contentType.ifPresent(create::contentType);
                }))
                .map(CreateMultipartUploadResponse::uploadId);
    }

    @Override
    public Mono<SignedPart> sign(UploadId upload, int number, Optional<byte[]> sha256, Duration lifetime) {
        return signer.sign(bucket, upload, number, sha256, lifetime);
    }

    @Override
    public Flux<StoredPart> parts(UploadId upload) {
        return listed(() -> client.listPartsPaginator(
                                list -> list.bucket(bucket).key(upload.key()).uploadId(upload.id()))
                        .parts())
                .map(S3UploadStore::stored);
    }

    @Override
    public Mono<Void> complete(UploadId upload, List<StoredPart> parts) {
        List<CompletedPart> all = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.entityTag())
                        .build())
                .toList();
        return call(() -> client.completeMultipartUpload(complete -> complete.bucket(bucket)
                        .key(upload.key())
                        .uploadId(upload.id())
                        .multipartUpload(it -> it.parts(all))
                        .overrideConfiguration(AwsRequestOverrideConfiguration.builder()
                                .apiCallAttemptTimeout(LONGEST_COMPLETION)
                                .apiCallTimeout(LONGEST_COMPLETION.multipliedBy(2))
                                .build())))
                .then();
    }

    @Override
    public Mono<Void> abort(UploadId upload) {
        return call(() -> client.abortMultipartUpload(
                        abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.id())))
                .then()
                .onErrorResume(NoSuchUploadFailure.class, absent -> Mono.empty());
    }

    @Override
    public Mono<Long> sizeBytes(String key) {
        return call(() -> client.headObject(head -> head.bucket(bucket).key(key)))
                .map(HeadObjectResponse::contentLength)
                .onErrorResume(NoSuchUploadFailure.class, absent -> Mono.empty());
    }

    @Override
    public Mono<Void> delete(S3Location object) {
        if (!object.bucket().equals(bucket)) {
            return Mono.error(
                    new IllegalArgumentException("bucket: " + object.bucket() + " (expected: " + bucket + ")"));
        }
        return call(() -> client.deleteObject(delete -> delete.bucket(bucket).key(object.key())))
                .then()
                .onErrorResume(NoSuchUploadFailure.class, absent -> Mono.empty());
    }

    @Override
    public Flux<UploadId> unfinished(String prefix) {
        return listed(() -> client.listMultipartUploadsPaginator(
                                list -> list.bucket(bucket).prefix(prefix))
                        .uploads())
                .filter(upload -> upload.key().startsWith(prefix))
                .map(upload -> new UploadId(upload.key(), upload.uploadId()));
    }

    @Override
    public Mono<Boolean> hasCleaningRule() {
        return call(() -> client.getBucketLifecycleConfiguration(get -> get.bucket(bucket)))
                .map(found -> found.rules().stream().anyMatch(S3UploadStore::cleans))
                .onErrorResume(S3UploadStore::hasNoRules, none -> Mono.just(false));
    }

    @Override
    public Mono<PartChecksums> partChecksums() {
        return Mono.fromSupplier(checksums::get)
                .filter(known -> known != PartChecksums.UNKNOWN)
                .switchIfEmpty(Mono.defer(probe::run).doOnNext(checksums::set));
    }

    @Override
    public PartChecksums knownPartChecksums() {
        return checksums.get();
    }

    private static boolean hasNoRules(Throwable failure) {
        return Causes.find(failure, S3Exception.class)
                .map(S3Exception::awsErrorDetails)
                .filter(details -> "NoSuchLifecycleConfiguration".equals(details.errorCode()))
                .isPresent();
    }

    private static boolean cleans(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED && rule.abortIncompleteMultipartUpload() != null;
    }

    private static StoredPart stored(Part part) {
        return new StoredPart(part.partNumber(), part.size(), part.eTag());
    }

    private static <T> Flux<T> listed(Supplier<Publisher<T>> pages) {
        return Flux.defer(pages).subscribeOn(Schedulers.boundedElastic()).onErrorMap(S3UploadStore::translated);
    }

    /** Marshalling, hashing and looking for credentials are not for an event loop. */
    private static <T> Mono<T> call(Supplier<CompletableFuture<T>> request) {
        return Mono.fromFuture(request, true)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(S3UploadStore::translated);
    }

    private static Throwable translated(Throwable failure) {
        return S3Failures.isAbsent(failure) ? new NoSuchUploadFailure() : S3Failures.translated(failure);
    }
}
