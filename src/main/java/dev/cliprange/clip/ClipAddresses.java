package dev.cliprange.clip;

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

    /** The versioned address of a clip's stream; signed where signing is on: not for who has shown no key. */
    public URI stream(ClipDescriptor clip, ServerHttpRequest request) {
        return signed(clip, clip.version(), request);
    }

    /** The same of the clip's precise form. */
    public URI precise(ClipDescriptor clip, ServerHttpRequest request) {
        return signed(clip, clip.preciseVersion(), request);
    }

    private URI signed(ClipDescriptor clip, String version, ServerHttpRequest request) {
        UriComponentsBuilder address = streamOf(clip, version, request);
        signer.sign(address, clip.id(), version);
        return address.build().toUri();
    }

    /** The same without a signature: says where it is, and opens nothing. */
    public URI unsignedStream(ClipDescriptor clip, ServerHttpRequest request) {
        return streamOf(clip, clip.version(), request).build().toUri();
    }

    boolean hasCdn() {
        return properties.baseUrl().isPresent();
    }

    /** The address of the stream on the CDN, signed where signing is on; empty where no CDN is configured. */
    Optional<URI> onCdn(ClipDescriptor clip) {
        return properties.baseUrl().map(base -> {
            UriComponentsBuilder address = streamOf(clip, clip.version(), UriComponentsBuilder.fromUri(base));
            signer.sign(address, clip.id(), clip.version());
            return address.build().toUri();
        });
    }

    /** The address that leads to a clip's current version; empty where signing is on, and that address closed. */
    public Optional<URI> current(UUID clipId, ServerHttpRequest request) {
        return signer.signs()
                ? Optional.empty()
                : Optional.of(base(request)
                        .pathSegment("videos", "clips", clipId.toString(), "stream")
                        .build()
                        .toUri());
    }

    private UriComponentsBuilder streamOf(ClipDescriptor clip, String version, ServerHttpRequest request) {
        return streamOf(clip, version, base(request));
    }

    private static UriComponentsBuilder streamOf(ClipDescriptor clip, String version, UriComponentsBuilder base) {
        return base.pathSegment("videos", "clips", clip.id().toString(), "stream", version);
    }

    private UriComponentsBuilder base(ServerHttpRequest request) {
        return properties
                .baseUrl()
                .map(UriComponentsBuilder::fromUri)
                .orElseGet(() -> UriComponentsBuilder.fromUri(request.getURI())
                        .replacePath(null)
                        .replaceQuery(null)
                        .fragment(null));
    }
}
