package dev.cliprange.delivery;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Bounds what the kernel takes from a stream ahead of its client. Left alone Linux grows a stalled client's send buffer to
 * megabytes; a fixed size would slow down far ones. So only the part that was not sent yet is bounded.
 */
@Component
class ConnectionTuning implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private static final long UNSENT_BYTES = 128 * 1024;

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        if (Epoll.isAvailable()) {
            factory.addServerCustomizers(
                    server -> server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES));
        }
    }
}
