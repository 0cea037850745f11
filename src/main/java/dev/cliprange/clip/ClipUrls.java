package dev.cliprange.clip;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.access.playback.PlaybackSigner;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/** The URLs of clips: at the CDN if one is configured, else at the server that received the request. */
@Component
public class ClipUrls {

    /**
     * The settings of the CDN.
     *
     * @param baseUrl what comes before {@code /videos}; without it, scheme and host of each request are used
     * @param warmUpConcurrency the number of clips that one warm-up requests from the CDN at a time
     */
    @Validated
    @ConfigurationProperties("cliprange.cdn")
    public record CdnProperties(
            Optional<URI> baseUrl,
            @DefaultValue("4") @Positive int warmUpConcurrency) {

        /** @throws IllegalArgumentException if the base is not an http or https URL with a host */
        public CdnProperties {
            baseUrl.ifPresent(base -> {
                boolean web = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
                if (!web || base.getHost() == null || base.getQuery() != null) {
                    throw new IllegalArgumentException(
                            "cliprange.cdn.base-url: " + base + " (expected: an http or https URL)");
                }
            });
        }
    }

    private final Optional<String> cdn;
    private final PlaybackSigner signer;

    ClipUrls(CdnProperties properties, PlaybackSigner signer) {
        this.cdn = properties.baseUrl().map(base -> withoutSlash(base.toString()));
        this.signer = signer;
    }

    /** Returns the URL of a version, signed if signing is on. The client must have shown a key. */
    public URI stream(ClipDescriptor clip, String version, ServerHttpRequest request) {
        return signer.url(base(request), PlaybackPath.stream(clip.id(), version));
    }

    /** Returns the URL of a version, signed until a time. Signing must be on. */
    public URI stream(ClipDescriptor clip, String version, Instant expires, ServerHttpRequest request) {
        return signer.url(base(request), PlaybackPath.stream(clip.id(), version), expires);
    }

    /** Returns the URL of a version without a signature. If signing is on, it plays nothing. */
    public URI unsignedStream(ClipDescriptor clip, String version, ServerHttpRequest request) {
        return URI.create(
                base(request) + PlaybackPath.stream(clip.id(), version).format());
    }

    /** Returns the URL of a path, signed if signing is on. The client must have shown a key. */
    public URI of(PlaybackPath path, ServerHttpRequest request) {
        return signer.url(base(request), path);
    }

    /** Returns the URL of a path, signed until a time. Signing must be on. */
    public URI of(PlaybackPath path, Instant expires, ServerHttpRequest request) {
        return signer.url(base(request), path, expires);
    }

    /** Returns the URL of a path without a signature. */
    public URI unsigned(PlaybackPath path, ServerHttpRequest request) {
        return URI.create(base(request) + path.format());
    }

    /**
     * Returns the URL of the playlist or manifest that a player opens. If signing is on, the signature is in the path:
     * the URLs in a playlist inherit it.
     *
     * @param kind {@link PlaybackPath#HLS} or {@link PlaybackPath#DASH}
     */
    public URI playlist(ClipDescriptor clip, String kind, ServerHttpRequest request) {
        return playlist(PlaybackPath.playlist(clip.id(), kind, clip.streamVersion()), request);
    }

    /** Returns the URL of a playlist or manifest. If signing is on, the signature is in the path. */
    public URI playlist(PlaybackPath path, ServerHttpRequest request) {
        return signer.urlWithSignedPath(base(request), path);
    }

    /** As {@link #playlist(PlaybackPath, ServerHttpRequest)}, signed until a time. Signing must be on. */
    public URI playlist(PlaybackPath path, Instant expires, ServerHttpRequest request) {
        return signer.urlWithSignedPath(base(request), path, expires);
    }

    /** As {@link #playlist(ClipDescriptor, String, ServerHttpRequest)}, without a signature. */
    public URI unsignedPlaylist(ClipDescriptor clip, String kind, ServerHttpRequest request) {
        return URI.create(base(request)
                + PlaybackPath.playlist(clip.id(), kind, clip.streamVersion()).format());
    }

    public boolean hasCdn() {
        return cdn.isPresent();
    }

    /** Returns the URL of a version at the CDN, signed if signing is on; empty if no CDN is configured. */
    public Optional<URI> onCdn(ClipDescriptor clip, String version) {
        return cdn.map(base -> signer.url(base, PlaybackPath.stream(clip.id(), version)));
    }

    /**
     * Returns the URL that redirects to a clip's current version, for headers of playback: see {@link #playback}. Empty
     * if signing is on, because that URL then plays nothing.
     */
    public Optional<URI> current(UUID clipId) {
        return signer.signs()
                ? Optional.empty()
                : Optional.of(URI.create(cdn.orElse("") + PlaybackPath.currentStream(clipId)));
    }

    /**
     * Returns the URL of a version for headers of playback. Without a CDN it has no scheme and host: caches keep these
     * responses, so they must not depend on the {@code Host} of one request.
     */
    URI playback(ClipDescriptor clip, String version) {
        return signer.url(cdn.orElse(""), PlaybackPath.stream(clip.id(), version));
    }

    private String base(ServerHttpRequest request) {
        return cdn.orElseGet(
                () -> request.getURI().getScheme() + "://" + request.getURI().getRawAuthority());
    }

    private static String withoutSlash(String base) {
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }
}
