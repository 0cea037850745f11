package dev.cliprange.storage.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One multipart upload to S3. Its owner calls {@link #start}, {@link #add} for each part and {@link #complete}, one
 * after another, or {@link #abort} at any moment.
 *
 * <p>A call that was sent is never cancelled: it could have taken effect. An abort waits for it. Otherwise a part that
 * arrives after the abort, or an upload whose id is not known yet, would be stored and paid for without an end.
 */
final class MultipartUpload {

    /** For a connection that carries 1 MiB in a second, and for the storage to put the parts together. */
    private static final Duration SLOWEST_MEBIBYTE = Duration.ofSeconds(1);

    private static final Duration SLOWEST_ANSWER = Duration.ofMinutes(2);
    private static final int MEBIBYTE = 1 << 20;

    private final S3AsyncClient client;
    private final String bucket;
    private final String key;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final SentCalls calls = new SentCalls();
    private Optional<String> id = Optional.empty();

    MultipartUpload(S3AsyncClient client, String bucket, String key) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
    }

    /** The time limits of a request with that body. */
    static AwsRequestOverrideConfiguration limitsFor(byte[] body) {
        return limits(SLOWEST_ANSWER.plus(SLOWEST_MEBIBYTE.multipliedBy(body.length / MEBIBYTE)));
    }

    private static AwsRequestOverrideConfiguration limits(Duration attempt) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(2))
                .build();
    }

    Mono<Void> start() {
        return calls.send(() -> client.createMultipartUpload(
                                create -> create.bucket(bucket).key(key))
                        .thenAccept(created -> started(created.uploadId())))
                .then();
    }

    /** Uploads the next part. The array must not change until this completes. */
    Mono<Void> add(byte[] part) {
        return calls.send(() -> {
                    int number = nextNumber();
                    return client.uploadPart(
                                    upload -> upload.bucket(bucket)
                                            .key(key)
                                            .uploadId(knownId())
                                            .partNumber(number)
                                            .overrideConfiguration(limitsFor(part)),
                                    AsyncRequestBody.fromBytesUnsafe(part))
                            .thenAccept(stored -> uploaded(number, stored.eTag()));
                })
                .then();
    }

    /** Makes the object of the parts. */
    Mono<Void> complete() {
        return calls.send(() -> {
                    List<CompletedPart> all = parts();
                    return client.completeMultipartUpload(complete -> complete.bucket(bucket)
                            .key(key)
                            .uploadId(knownId())
                            .multipartUpload(it -> it.parts(all))
                            .overrideConfiguration(limits(SLOWEST_ANSWER)));
                })
                .then();
    }

    /** Removes the upload and its parts from the storage, after the call that is under way. */
    Mono<Void> abort() {
        return calls.end()
                .flatMap(ended -> Mono.justOrEmpty(startedId()))
                .flatMap(started -> Mono.fromFuture(
                        () -> client.abortMultipartUpload(
                                abort -> abort.bucket(bucket).key(key).uploadId(started)),
                        true))
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    private synchronized void started(String uploadId) {
        id = Optional.of(uploadId);
    }

    private synchronized Optional<String> startedId() {
        return id;
    }

    private String knownId() {
        return startedId().orElseThrow();
    }

    private synchronized int nextNumber() {
        return parts.size() + 1;
    }

    private synchronized void uploaded(int number, String entityTag) {
        parts.add(CompletedPart.builder().partNumber(number).eTag(entityTag).build());
    }

    private synchronized List<CompletedPart> parts() {
        return List.copyOf(parts);
    }
}
