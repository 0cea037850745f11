package dev.cliprange.storage.client;

import dev.cliprange.storage.location.S3Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/** Signs URLs, one for each use. */
public final class S3Signer {

    /** Enough for a request that is sent at once. Short, because signatures can leak. */
    private static final Duration AT_ONCE = Duration.ofMinutes(15);
    /** Allows for the start of the process and for a storage whose clock is ahead. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final S3Presigner presigner;
    private final Duration lifetime;
    private final Scheduler scheduler;

    /**
     * @param lifetime the longest lifetime of a URL
     * @param ownKeys whether the keys are settings; the default chain may request them over the network, and blocks
     */
    public S3Signer(S3Presigner presigner, Duration lifetime, boolean ownKeys) {
        this.presigner = presigner;
        this.lifetime = lifetime;
        this.scheduler = ownKeys ? Schedulers.immediate() : Schedulers.boundedElastic();
    }

    /**
     * A URL for a process, which local users can see in its arguments. A secret.
     *
     * @param longest the longest time until the process has ended
     */
    public Mono<URI> presignForProcess(S3Location location, Duration longest) {
        return Mono.fromCallable(() -> sign(location, shorter(longest.plus(MARGIN))))
                .subscribeOn(scheduler);
    }

    /** A URL for one request of our own. A secret. */
    public Mono<URI> presignForRequest(S3Location location) {
        return Mono.fromCallable(() -> sign(location, shorter(AT_ONCE))).subscribeOn(scheduler);
    }

    private Duration shorter(Duration wanted) {
        return lifetime.compareTo(wanted) < 0 ? lifetime : wanted;
    }

    private URI sign(S3Location location, Duration lifetime) throws URISyntaxException {
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
