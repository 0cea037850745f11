package dev.cliprange.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Ends a response that has begun and cannot be completed: closes its connection without a last chunk. */
public final class AbortedResponse {

    private AbortedResponse() {}

    /**
     * Closes the connection with a reset, and completes when it is gone. Otherwise Reactor Netty first waits until the
     * client has read what was written before. A client that has stopped reading would then hold its connection and its
     * buffers, and delay the shutdown of the server.
     *
     * @throws IllegalArgumentException if the exchange does not come from a server
     */
    public static Mono<Void> close(ServerWebExchange exchange) {
        Object request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        if (request instanceof Connection connection) {
            Channel channel = connection.channel();
            return Mono.create(done -> channel.eventLoop().execute(() -> {
                reset(channel);
                channel.closeFuture().addListener(closed -> done.success());
            }));
        }
        return Mono.error(new IllegalStateException("request: " + request.getClass() + " (expected: a connection)"));
    }

    /**
     * Closes a channel with a reset, on its event loop. The client may have closed it before. Its descriptor can then
     * be another connection's already, so that no option may be set.
     */
    public static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close();
        }
    }
}
