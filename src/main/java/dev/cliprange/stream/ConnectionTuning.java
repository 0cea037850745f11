package dev.cliprange.stream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Bounds what the kernel takes from a stream ahead of its client. Left alone Linux grows a stalled client's send buffer to
 * megabytes; a fixed size would slow down far ones. So only the part that was not sent yet is bounded.
 *
 * <p>What one read of the storage brings is sent by one call, also where TLS has made sixteen records of it: each is flushed as
 * it comes, and flushes are put off to the end of the event loop's turn.
 */
@Component
class ConnectionTuning implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private static final long UNSENT_BYTES = 128 * 1024;
    private static final int MOST_FLUSHES_PUT_OFF = 64;

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_FLUSHES_PUT_OFF, true))));
        if (Epoll.isAvailable()) {
            factory.addServerCustomizers(
                    server -> server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES));
        }
    }
}
