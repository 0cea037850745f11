package dev.cliprange.storage.upload;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Finds out what the storage does with the checksum of a part: sends one byte with the checksum of another one. */
final class ChecksumProbe {

    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final byte[] SENT = {1};
    private static final byte[] STATED = {2};

    private final UploadStore store;
    private final PartSigner signer;
    private final String bucket;
    private final Supplier<HttpClient> http;

    /** @param signer signs URLs that this server can reach */
    ChecksumProbe(UploadStore store, PartSigner signer, String bucket, Supplier<HttpClient> http) {
        this.store = store;
        this.signer = signer;
        this.bucket = bucket;
        this.http = http;
    }

    /** Runs the probe. It leaves nothing in the bucket. */
    Mono<PartChecksums> run() {
        String key = "uploads/" + UUID.randomUUID() + "/checksum-probe";
        return Mono.usingWhen(
                store.create(key, Optional.empty()).map(id -> new UploadId(key, id)),
                upload -> signer.sign(bucket, upload, 1, Optional.of(Digest.sha256(STATED)), LIFETIME)
                        .flatMap(this::send),
                store::abort);
    }

    private Mono<PartChecksums> send(SignedPart part) {
        return http.get()
                .headers(headers -> part.headers().forEach(headers::set))
                .put()
                .uri(part.url())
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(SENT)))
                .responseSingle((response, body) -> body.asByteArray()
                        .then(Mono.fromSupplier(() -> meaning(response.status().code()))));
    }

    private static PartChecksums meaning(int status) {
        return switch (status) {
            case 400 -> PartChecksums.VERIFIED;
            case 200, 501 -> PartChecksums.UNSUPPORTED;
            default ->
                throw new FailureException(
                        Failure.SOURCE_UNREADABLE, "The storage answers a part with status " + status);
        };
    }
}
