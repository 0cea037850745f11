package dev.cliprange.access.limit;

import dev.cliprange.access.key.Caller;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Names the client and the key of a request that may start FFmpeg processes. */
@Component
public class ProcessHolders {

    private final Clients clients;

    ProcessHolders(Clients clients) {
        this.clients = clients;
    }

    /** Returns the client of a request that needs no key. */
    public ProcessHolder ofClient(ServerHttpRequest request) {
        return new ProcessHolder(Optional.of(clients.of(request)), Optional.empty());
    }

    /** Returns the client and the key of a call of the control API. */
    public Mono<ProcessHolder> ofCaller(ServerWebExchange exchange) {
        String client = clients.of(exchange.getRequest());
        return Caller.of(exchange)
                .map(caller -> new ProcessHolder(Optional.of(client), Optional.of(caller.scope())))
                .defaultIfEmpty(new ProcessHolder(Optional.of(client), Optional.empty()));
    }
}
