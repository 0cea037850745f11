package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A way to make a clip's bytes. */
interface ClipEngine {

    EngineKind kind();

    /**
     * Answers a GET or HEAD whose version was compared: writes status, headers and body. Completes when the last byte
     * is handed to the connection; gives everything back when cancelled.
     *
     * @throws dev.cliprange.failure.FailureException while nothing was sent
     */
    Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange);
}
