package dev.cliprange.storage.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3Utilities;

/** The host of the URLs that are presigned for the configured bucket. Browsers send uploads there. */
public final class UploadOrigin {

    private static final String ANY_KEY = "key";

    private UploadOrigin() {}

    /** Returns a URL with that scheme, host and port; empty if no bucket is configured. */
    public static Optional<URI> of(StorageProperties storage) {
        if (storage.bucket().isEmpty()) {
            return Optional.empty();
        }
        S3Utilities urls = S3Utilities.builder()
                .region(Region.of(storage.region()))
                .s3Configuration(S3Configuration.builder()
                        .pathStyleAccessEnabled(storage.usesPathStyle())
                        .build())
                .build();
        try {
            return Optional.of(urls.getUrl(url -> {
                        url.bucket(storage.bucket()).key(ANY_KEY);
                        storage.uploadEndpoint().ifPresent(url::endpoint);
                    })
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the storage has no URL", e);
        }
    }
}
