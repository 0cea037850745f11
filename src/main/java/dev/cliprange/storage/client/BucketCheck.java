package dev.cliprange.storage.client;

import dev.cliprange.failure.Causes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks that a bucket can be used. */
public final class BucketCheck {

    private final S3AsyncClient client;

    public BucketCheck(S3AsyncClient client) {
        this.client = client;
    }

    /**
     * Completes if the storage lists the bucket.
     *
     * @throws S3Exception (as an error signal) with the error code of the storage; other exceptions if it does not
     *     respond
     */
    public Mono<Void> check(String bucket) {
        return call(() -> client.headBucket(head -> head.bucket(bucket)))
                .then()
                // The response to HEAD has no body, which contains the error code.
                .onErrorResume(
                        BucketCheck::isRejected,
                        rejected -> call(() -> client.listObjectsV2(
                                        list -> list.bucket(bucket).maxKeys(1)))
                                .then());
    }

    private static boolean isRejected(Throwable error) {
        return Causes.find(error, S3Exception.class).isPresent();
    }

    /** Marshalling, hashing and looking for credentials are not for an event loop. */
    private static <T> Mono<T> call(Supplier<CompletableFuture<T>> request) {
        return Mono.fromFuture(request).subscribeOn(Schedulers.boundedElastic());
    }
}
