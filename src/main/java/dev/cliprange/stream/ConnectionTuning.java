package dev.cliprange.stream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Bounds the bytes that the kernel keeps for a client and has not sent. By default Linux grows the send buffer of a
 * stalled client to megabytes. A fixed buffer size would slow down distant clients, so only the unsent part is bounded.
 *
 * <p>Flushes are delayed to the end of the event loop's turn. What one read of the storage delivers is then sent by one
 * call, even if TLS has split it into sixteen records.
 */
@Component
class ConnectionTuning implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private static final long UNSENT_BYTES = 128 * 1024;
    private static final int MOST_DELAYED_FLUSHES = 64;

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_DELAYED_FLUSHES, true))));
        if (Epoll.isAvailable()) {
            factory.addServerCustomizers(
                    server -> server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES));
        }
    }
}
