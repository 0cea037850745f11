package dev.cliprange.storage.read;

import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.location.SourceKind;
import java.net.URI;
import reactor.core.publisher.Mono;

/** An object in a bucket. A URL is signed for each request. */
public record BucketObject(S3Location location, S3Signer signer) implements RemoteObject {

    @Override
    public SourceKind kind() {
        return SourceKind.S3;
    }

    @Override
    public Mono<URI> url() {
        return signer.presignForRequest(location);
    }

    @Override
    public RemoteObject redirected(String target) {
        throw ReadFailures.unreadable("The storage redirects: its endpoint or region is not the bucket's");
    }
}
