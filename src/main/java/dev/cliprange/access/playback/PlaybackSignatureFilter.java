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

/** Rejects playback requests without a valid signature if signing is on. A URL without a version cannot be signed. */
@Component
@Order(1)
class PlaybackSignatureFilter implements WebFilter {

    /** The checks in {@code cdn/} set it. */
    private static final String PASSED_ON = "Cliprange-Signature";

    private final PlaybackSigner signer;

    PlaybackSignatureFilter(PlaybackSigner signer) {
        this.signer = signer;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        boolean playback = PlaybackPath.isPlayback(request.getURI().getPath());
        if (!signer.signs() || !playback || HttpMethod.OPTIONS.equals(request.getMethod())) {
            return chain.filter(exchange);
        }
        return switch (signer.check(request.getURI().getRawPath(), signatureOf(request))) {
            case VALID -> chain.filter(exchange);
            case EXPIRED ->
                Mono.error(new FailureException(Failure.SIGNATURE_EXPIRED, "This URL has expired; request a new one."));
            case INVALID ->
                Mono.error(new FailureException(
                        Failure.SIGNATURE_INVALID, "This URL has no valid signature for this clip and version."));
        };
    }

    /** Returns the query, or the header into which a CDN has moved the parameters of the signature. */
    private static String signatureOf(ServerHttpRequest request) {
        String query = Optional.ofNullable(request.getURI().getRawQuery()).orElse("");
        return query.contains("signature=")
                ? query
                : Optional.ofNullable(request.getHeaders().getFirst(PASSED_ON)).orElse(query);
    }
}
