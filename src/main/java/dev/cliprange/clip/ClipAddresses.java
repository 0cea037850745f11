package dev.cliprange.clip;

import java.net.URI;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** The absolute addresses a clip plays at: the CDN's where one is configured, else those of the server that was asked. */
@Component
public class ClipAddresses {

    /**
     * Where players get to the origin.
     *
     * @param baseUrl what stands before {@code /videos}; without it the address of each request is used
     */
    @ConfigurationProperties("cliprange.cdn")
    public record CdnProperties(Optional<URI> baseUrl) {

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
        UriComponentsBuilder address = streamOf(clip, request);
        signer.sign(address, clip.id(), clip.version());
        return address.build().toUri();
    }

    /** The same without a signature: says where it is, and opens nothing. */
    public URI unsignedStream(ClipDescriptor clip, ServerHttpRequest request) {
        return streamOf(clip, request).build().toUri();
    }

    private UriComponentsBuilder streamOf(ClipDescriptor clip, ServerHttpRequest request) {
        return base(request).pathSegment("videos", "clips", clip.id().toString(), "stream", clip.version());
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
