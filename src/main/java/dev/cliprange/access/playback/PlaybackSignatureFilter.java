package dev.cliprange.access.playback;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets only signed addresses play, where signing is on. Addresses without a version have no signature: they are closed. */
@Component
@Order(1)
class PlaybackSignatureFilter implements WebFilter {

    private static final String PLAYBACK = "/videos";
    /** Set by the checks in {@code cdn/}. */
    private static final String PASSED_ON = "Cliprange-Signature";

    private final PlaybackProperties properties;
    private final PlaybackSigner signer;

    PlaybackSignatureFilter(PlaybackProperties properties, PlaybackSigner signer) {
        this.properties = properties;
        this.signer = signer;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        // The decoded path decides whether it is playback, so that no other spelling of it gets by.
        boolean playback = request.getURI().getPath().startsWith(PLAYBACK);
        if (!properties.signed() || !playback || HttpMethod.OPTIONS.equals(request.getMethod())) {
            return chain.filter(exchange);
        }
        return switch (signer.check(request.getURI().getRawPath(), signatureOf(request))) {
            case VALID -> chain.filter(exchange);
            case EXPIRED ->
                Mono.error(new FailureException(
                        Failure.SIGNATURE_EXPIRED,
                        "The time of this address is over: ask the application for a new one."));
            case INVALID ->
                Mono.error(new FailureException(
                        Failure.SIGNATURE_INVALID, "This address carries no signature for this clip and version."));
        };
    }

    /** As it stands in the query, or, where a CDN has taken it out of the address, in the header it has put it into. */
    private static String signatureOf(ServerHttpRequest request) {
        String query = Optional.ofNullable(request.getURI().getRawQuery()).orElse("");
        return query.contains("signature=")
                ? query
                : Optional.ofNullable(request.getHeaders().getFirst(PASSED_ON)).orElse(query);
    }
}
