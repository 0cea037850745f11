package dev.cliprange.studio;

import dev.cliprange.clip.ClipUrls.CdnProperties;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.client.UploadOrigin;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The Content Security Policy of the page. Media come from the CDN, and uploads go to the storage, so both origins are
 * named. {@code blob:} is what a player of segments gives to its video element.
 */
@Component
class StudioPolicy {

    private final String policy;

    StudioPolicy(CdnProperties cdn, StorageProperties storage) {
        String media = cdn.baseUrl().map(base -> " " + origin(base)).orElse("");
        Optional<String> uploads = UploadOrigin.of(storage).map(StudioPolicy::origin);
        this.policy =
                "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'" + media
                        + "; media-src 'self' blob:" + media + "; connect-src 'self'" + media
                        + uploads.map(it -> " " + it).orElse("")
                        + "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    }

    Consumer<HttpHeaders> headers() {
        return headers -> {
            headers.set("Content-Security-Policy", policy);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
        };
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
