package dev.cliprange.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The end of a response that has begun and cannot be completed: its connection is closed without a last chunk. */
public final class AbortedResponse {

    private AbortedResponse() {}

    /**
     * Closes the connection with a reset, and completes when it is closed. Without this, Reactor Netty first waits
     * until the client has read what was written before: a client that has stopped reading would keep its connection,
     * the buffers of the process and of the kernel, and the server's shutdown would wait for it.
     *
     * @throws IllegalStateException if the exchange does not come from a server
     */
    static Mono<Void> close(ServerWebExchange exchange) {
        return Mono.fromSupplier(() -> NettyExchange.channel(exchange.getResponse()))
                .flatMap(channel -> Mono.create(done -> channel.eventLoop().execute(() -> {
                    reset(channel);
                    channel.closeFuture().addListener(closed -> done.success());
                })));
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
