package dev.cliprange.storage.upload;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedUploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.model.UploadPartPresignRequest;

/** Signs the URLs of parts. */
public final class PartSigner {

    private static final String HOST = "host";
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final S3Presigner presigner;
    private final AwsCredentialsProvider credentials;
    private final Clock clock;

    /** @param credentials those of the presigner */
    public PartSigner(S3Presigner presigner, AwsCredentialsProvider credentials, Clock clock) {
        this.presigner = presigner;
        this.credentials = credentials;
        this.clock = clock;
    }

    Mono<SignedPart> sign(String bucket, UploadId upload, int number, Optional<byte[]> sha256, Duration lifetime) {
        return Mono.fromSupplier(() -> signNow(bucket, upload, number, sha256, lifetime))
                .onErrorMap(
                        SdkException.class,
                        failure -> new FailureException(
                                Failure.SOURCE_UNREADABLE,
                                "The storage's credentials are missing or cannot sign",
                                failure))
                // The default chain may request the credentials over the network.
                .subscribeOn(Schedulers.boundedElastic());
    }

    private SignedPart signNow(String bucket, UploadId upload, int number, Optional<byte[]> sha256, Duration lifetime) {
        UploadPartRequest.Builder part = UploadPartRequest.builder()
                .bucket(bucket)
                .key(upload.key())
                .uploadId(upload.id())
                .partNumber(number);
        sha256.ifPresent(digest -> part.checksumSHA256(Base64.getEncoder().encodeToString(digest)));
        PresignedUploadPartRequest signed = presigner.presignUploadPart(UploadPartPresignRequest.builder()
                .signatureDuration(longest(lifetime))
                .uploadPartRequest(part.build())
                .build());
        return new SignedPart(number, URI.create(signed.url().toString()), headers(signed), signed.expiration());
    }

    /** A URL does not outlive the session of its credentials. */
    private Duration longest(Duration lifetime) {
        Instant now = clock.instant();
        return credentials
                .resolveCredentials()
                .expirationTime()
                .map(end -> Duration.between(now, end))
                .filter(left -> left.compareTo(lifetime) < 0)
                .map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left)
                .orElse(lifetime);
    }

    private static Map<String, String> headers(PresignedUploadPartRequest signed) {
        var headers = new HashMap<String, String>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!name.toLowerCase(Locale.ROOT).equals(HOST)) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }
}
