package dev.cliprange.clip;

import dev.cliprange.access.playback.AddressSigner;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.util.UriComponentsBuilder;

/** The absolute addresses a clip plays at: the CDN's where one is configured, else those of the server that was asked. */
@Component
public class ClipAddresses {

    /**
     * Where players get to the origin.
     *
     * @param baseUrl what stands before {@code /videos}; without it the address of each request is used
     * @param warmUpConcurrency clips that one warm-up asks the CDN for at a time
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

    private final CdnProperties properties;
    private final AddressSigner signer;

    ClipAddresses(CdnProperties properties, AddressSigner signer) {
        this.properties = properties;
        this.signer = signer;
    }

    /** The address of a form of a clip; signed where signing is on: not for who has shown no key. */
    public URI stream(ClipDescriptor clip, String version, ServerHttpRequest request) {
        return signed(clip, version, base(request));
    }

    /** The same without a signature: says where it is, and opens nothing. */
    public URI unsignedStream(ClipDescriptor clip, String version, ServerHttpRequest request) {
        return unsigned(clip, version, base(request));
    }

    public boolean hasCdn() {
        return properties.baseUrl().isPresent();
    }

    /** The address of a form on the CDN, signed where signing is on; empty where no CDN is configured. */
    public Optional<URI> onCdn(ClipDescriptor clip, String version) {
        return properties.baseUrl().map(base -> signed(clip, version, withoutSlash(base.toString())));
    }

    /**
     * Returns the URL that leads to a clip's current version, for headers of playback: see {@link #playback}. Empty if signing
     * is on, because that URL is closed then.
     */
    public Optional<URI> current(UUID clipId) {
        return signer.signs()
                ? Optional.empty()
                : Optional.of(URI.create(playbackBase() + "/videos/clips/" + clipId + "/stream"));
    }

    /**
     * Returns the URL of a form for headers of playback. Without a CDN it is path-absolute: caches keep these answers, so the
     * {@code Host} of one request must not be part of them.
     */
    URI playback(ClipDescriptor clip, String version) {
        return signed(clip, version, playbackBase());
    }

    private String playbackBase() {
        return properties.baseUrl().map(base -> withoutSlash(base.toString())).orElse("");
    }

    private URI signed(ClipDescriptor clip, String version, String base) {
        URI unsigned = unsigned(clip, version, base);
        if (!signer.signs()) {
            return unsigned;
        }
        UriComponentsBuilder address = UriComponentsBuilder.fromUri(unsigned);
        signer.sign(address, clip.id(), version);
        return address.build().toUri();
    }

    private static URI unsigned(ClipDescriptor clip, String version, String base) {
        return URI.create(base + "/videos/clips/" + clip.id() + "/stream/" + version);
    }

    /** What stands before {@code /videos}: put together as text, for a partition asks for thousands. */
    private String base(ServerHttpRequest request) {
        return properties
                .baseUrl()
                .map(base -> withoutSlash(base.toString()))
                .orElseGet(() ->
                        request.getURI().getScheme() + "://" + request.getURI().getRawAuthority());
    }

    private static String withoutSlash(String base) {
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }
}
