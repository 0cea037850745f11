package dev.cliprange.storage.work;

import dev.cliprange.failure.Causes;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds out whether a bucket can be written: writes an object and deletes it. After a success it does nothing. */
final class WriteCheck {

    private final S3AsyncClient client;
    private final String bucket;
    private final String prefix;
    private final AtomicBoolean isWritable = new AtomicBoolean();

    /** @param prefix of the object's key */
    WriteCheck(S3AsyncClient client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** @throws NotWritableException (as an error signal) if the storage rejects a call */
    Mono<Void> run() {
        return Mono.defer(() -> isWritable.get() ? Mono.empty() : look());
    }

    private Mono<Void> look() {
        String key = prefix + "check/" + UUID.randomUUID();
        return call(() -> client.putObject(put -> put.bucket(bucket).key(key), AsyncRequestBody.fromBytes(new byte[1])))
                .then(call(() ->
                        client.deleteObject(delete -> delete.bucket(bucket).key(key))))
                .doOnSuccess(done -> isWritable.set(true))
                .onErrorMap(failure -> Causes.find(failure, S3Exception.class).isPresent(), NotWritableException::new)
                .then();
    }

    /** Marshalling, hashing and looking for credentials are not for an event loop. */
    private static <T> Mono<T> call(Supplier<CompletableFuture<T>> request) {
        return Mono.fromFuture(request).subscribeOn(Schedulers.boundedElastic());
    }
}
