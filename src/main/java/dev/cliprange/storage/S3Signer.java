package dev.cliprange.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/** Signs addresses, one per use. */
final class S3Signer {

    private final S3Presigner presigner;
    private final Duration lifetime;
    private final Scheduler scheduler;

    /** @param ownKeys whether the keys are settings; the default chain may ask the network for them, and blocks */
    S3Signer(S3Presigner presigner, Duration lifetime, boolean ownKeys) {
        this.presigner = presigner;
        this.lifetime = lifetime;
        this.scheduler = ownKeys ? Schedulers.immediate() : Schedulers.boundedElastic();
    }

    /** An address that anybody may GET until its lifetime is over. A secret. */
    Mono<URI> presignGet(S3Location location) {
        return Mono.fromCallable(() -> sign(location)).subscribeOn(scheduler);
    }

    private URI sign(S3Location location) throws URISyntaxException {
        try {
            return presigner
                    .presignGetObject(GetObjectPresignRequest.builder()
                            .signatureDuration(lifetime)
                            .getObjectRequest(
                                    get -> get.bucket(location.bucket()).key(location.key()))
                            .build())
                    .url()
                    .toURI();
        } catch (SdkException e) {
            throw ReadFailures.unreadable("The storage's credentials are missing or cannot sign");
        }
    }
}
