package dev.cliprange.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.FutureMono;

/** The end of a response that has begun and cannot be completed: its connection, without a last chunk. */
final class AbortedResponse {

    private AbortedResponse() {}

    /**
     * Closes the connection with a reset, and completes when it is gone. Left to itself Reactor Netty first waits until the
     * client has taken what was written before: one that has stopped reading would hold its connection, the buffers of the
     * process and those of the kernel, and the server's shutdown with them.
     *
     * @throws IllegalArgumentException if the exchange does not come from a server
     */
    static Mono<Void> close(ServerWebExchange exchange) {
        Object request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        if (request instanceof Connection connection) {
            Channel channel = connection.channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            return FutureMono.from(channel.close());
        }
        return Mono.error(new IllegalStateException("request: " + request.getClass() + " (expected: a connection)"));
    }
}
