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
        Optional<SignedPath> signed = SignedPath.parse(request.getURI().getRawPath());
        if (signed.isPresent()) {
            return filter(signed.get(), exchange, chain);
        }
        if (!signer.signs() || !playback || HttpMethod.OPTIONS.equals(request.getMethod())) {
            return chain.filter(exchange);
        }
        return pass(signer.check(request.getURI().getRawPath(), signatureOf(request)), exchange, chain);
    }

    /** Checks a signature in the path, and handles the request as one for the path without it. */
    private Mono<Void> filter(SignedPath signed, ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request =
                exchange.getRequest().mutate().path(signed.path()).build();
        ServerWebExchange unsigned = exchange.mutate().request(request).build();
        return !signer.signs() || HttpMethod.OPTIONS.equals(request.getMethod())
                ? chain.filter(unsigned)
                : pass(signer.check(signed.path(), signed.query()), unsigned, chain);
    }

    private static Mono<Void> pass(
            PlaybackSignature.Verdict verdict, ServerWebExchange exchange, WebFilterChain chain) {
        return switch (verdict) {
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
