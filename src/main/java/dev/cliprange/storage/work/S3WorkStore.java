package dev.cliprange.storage.work;

import dev.cliprange.storage.client.BucketCheck;
import dev.cliprange.storage.client.S3Failures;
import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.BucketObject;
import dev.cliprange.storage.read.RemoteReader;
import dev.cliprange.storage.read.Validators;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.BytesWrapper;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The work storage in a bucket. A PUT is whole or has not happened. */
public final class S3WorkStore implements WorkStore {

    private static final Logger log = LoggerFactory.getLogger(S3WorkStore.class);

    private static final int LARGE_BYTES = 1 << 20;
    private static final int DELETES_AT_ONCE = 8;
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final S3AsyncClient client;
    private final S3Signer signer;
    private final RemoteReader reader;
    private final String bucket;
    private final String prefix;
    private final AbandonedWrites abandoned = new AbandonedWrites();
    private final WriteCheck writeCheck;

    /** @param prefix of every key; empty, or with a slash at its end */
    public S3WorkStore(S3AsyncClient client, S3Signer signer, RemoteReader reader, String bucket, String prefix) {
        this.client = client;
        this.signer = signer;
        this.reader = reader;
        this.bucket = bucket;
        this.prefix = prefix;
        this.writeCheck = new WriteCheck(client, bucket, prefix);
    }

    @Override
    public Mono<Void> put(String key, byte[] bytes) {
        WorkKey.requireSize(bytes);
        return store(name(key), bytes);
    }

    @Override
    public Mono<Void> put(String key, Flux<ByteBuf> bytes, long lengthBytes) {
        String name = name(key);
        int partBytes = PartSize.of(lengthBytes);
        Flux<byte[]> parts = ByteParts.of(bytes, lengthBytes, partBytes);
        // Nothing is stored before the source has completed, because only then the length is known to be right.
        return lengthBytes <= partBytes
                ? parts.collectList().flatMap(all -> store(name, all.getFirst()))
                : upload(name, parts);
    }

    @Override
    public Mono<Long> putUpTo(String key, Flux<ByteBuf> bytes, long mostBytes) {
        String name = name(key);
        int partBytes = PartSize.of(mostBytes);
        return Mono.defer(() -> {
            var lengthBytes = new AtomicLong();
            Flux<byte[]> parts =
                    ByteParts.upTo(bytes, mostBytes, partBytes).doOnNext(part -> lengthBytes.addAndGet(part.length));
            return upload(name, parts).then(Mono.fromSupplier(lengthBytes::get));
        });
    }

    private Mono<Void> store(String name, byte[] bytes) {
        return Mono.usingWhen(
                Mono.fromSupplier(SentCalls::new),
                calls -> ours(calls.send(() -> putObject(name, bytes)).then()),
                calls -> Mono.empty(),
                (calls, failure) -> Mono.empty(),
                calls -> abandoned.until(name, calls.end().then()));
    }

    private CompletableFuture<PutObjectResponse> putObject(String name, byte[] bytes) {
        return client.putObject(
                put -> {
                    put.bucket(bucket).key(name);
                    // The client's limits are those of small requests.
                    if (bytes.length > LARGE_BYTES) {
                        put.overrideConfiguration(MultipartUpload.limitsFor(bytes));
                    }
                },
                AsyncRequestBody.fromBytesUnsafe(bytes));
    }

    private Mono<Void> upload(String name, Flux<byte[]> parts) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new MultipartUpload(client, bucket, name)),
                upload -> ours(upload.start())
                        .thenMany(parts.concatMap(part -> ours(upload.add(part)), 0))
                        .then(ours(upload.complete())),
                upload -> Mono.empty(),
                (upload, failure) -> abort(upload),
                upload -> abandoned.until(name, abort(upload)));
    }

    /** Only failures of the storage are translated, not those of the bytes' source. */
    private static Mono<Void> ours(Mono<Void> call) {
        return call.onErrorMap(S3Failures::translated);
    }

    private static Mono<Void> abort(MultipartUpload upload) {
        return upload.abort()
                .onErrorResume(S3Failures::isAbsent, ended -> Mono.empty())
                .onErrorResume(failure -> {
                    log.atWarn().setCause(failure).log("a multipart upload was not aborted");
                    return Mono.empty();
                });
    }

    @Override
    public Mono<Long> sizeBytes(String key) {
        String name = name(key);
        return call(() -> client.headObject(head -> head.bucket(bucket).key(name)))
                .map(HeadObjectResponse::contentLength)
                .onErrorResume(S3Failures::isAbsent, absent -> Mono.empty())
                .onErrorMap(S3Failures::translated);
    }

    @Override
    public Mono<byte[]> get(String key) {
        String name = name(key);
        return call(() -> client.getObject(get -> get.bucket(bucket).key(name), AsyncResponseTransformer.toBytes()))
                .map(BytesWrapper::asByteArrayUnsafe)
                .onErrorResume(S3Failures::isAbsent, absent -> Mono.empty())
                .onErrorMap(S3Failures::translated);
    }

    @Override
    public Flux<ByteBuf> read(String key, long offsetBytes, long lengthBytes) {
        return reader.read(
                new BucketObject(new S3Location(bucket, name(key)), signer),
                Validators.ANY_REVISION,
                new ByteSpan(offsetBytes, lengthBytes));
    }

    @Override
    public Mono<Void> deleteTree(String prefix) {
        String tree = name(prefix) + "/";
        // One by one: the call for many at once needs a checksum that not every storage takes.
        return abandoned
                .ended(name -> name.startsWith(tree))
                .thenMany(listed(tree))
                .map(S3Object::key)
                .flatMap(this::deleteObject, DELETES_AT_ONCE)
                .onErrorMap(S3Failures::translated)
                .then();
    }

    @Override
    public Mono<Void> delete(String key) {
        String name = name(key);
        return abandoned
                .ended(name::equals)
                .then(deleteObject(name))
                .onErrorMap(S3Failures::translated)
                .then();
    }

    @Override
    public Flux<WorkObject> list(String tree) {
        return listed(name(tree) + "/")
                .map(object ->
                        new WorkObject(object.key().substring(prefix.length()), object.size(), object.lastModified()))
                .onErrorMap(S3Failures::translated);
    }

    @Override
    public Flux<String> unfinished(Instant before) {
        return uploads(before).map(upload -> upload.key().substring(prefix.length()));
    }

    @Override
    public Flux<String> deleteUnfinished(Instant before) {
        return uploads(before)
                .concatMap(upload -> call(() -> client.abortMultipartUpload(
                                abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())))
                        .thenReturn(upload.key().substring(prefix.length()))
                        // It has ended meanwhile.
                        .onErrorResume(S3Failures::isAbsent, ended -> Mono.empty())
                        .onErrorMap(S3Failures::translated));
    }

    /** Uploads whose age is not known are left. Not every storage compares the prefix. */
    private Flux<software.amazon.awssdk.services.s3.model.MultipartUpload> uploads(Instant before) {
        return Flux.defer(() -> client.listMultipartUploadsPaginator(
                                list -> list.bucket(bucket).prefix(prefix))
                        .uploads())
                .subscribeOn(Schedulers.boundedElastic())
                .filter(upload -> upload.key().startsWith(prefix))
                .filter(upload ->
                        upload.initiated() != null && upload.initiated().isBefore(before))
                .onErrorMap(S3Failures::translated);
    }

    private Flux<S3Object> listed(String tree) {
        return Flux.defer(() -> client.listObjectsV2Paginator(
                                list -> list.bucket(bucket).prefix(tree))
                        .contents())
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Mono<DeleteObjectResponse> deleteObject(String name) {
        return call(() -> client.deleteObject(delete -> delete.bucket(bucket).key(name)));
    }

    @Override
    public Mono<Void> check() {
        return new BucketCheck(client)
                .check(bucket)
                .then(writeCheck.run())
                .timeout(CHECK_TIMEOUT)
                .onErrorMap(S3Failures::translated);
    }

    /** Marshalling, hashing and looking for credentials are not for an event loop. */
    private static <T> Mono<T> call(Supplier<CompletableFuture<T>> request) {
        return Mono.fromFuture(request).subscribeOn(Schedulers.boundedElastic());
    }

    private String name(String key) {
        return prefix + WorkKey.require(key);
    }
}
