package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A way to make the bytes of a form of a clip. */
interface ClipEngine {

    /**
     * Answers a GET or HEAD whose version was compared: writes status, headers and body. Completes when the last byte
     * is written to the connection. Releases everything when cancelled.
     *
     * @throws dev.cliprange.failure.FailureException before the first byte is sent
     */
    Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange);
}
