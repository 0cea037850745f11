package dev.cliprange.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;

/**
 * Has a connection go on reading behind every answer. Reactor Netty (1.3.6 and 1.3.8 were tried) forgets to, when a request
 * that came before the last one's end was answered at once, as a refusal is: the next request on that connection was never
 * read. reactor-netty issue 4361. To read once too often does no harm: what comes early waits in a queue.
 *
 * <p>The server of the management port is in a context of its own. It gets this class from a file of
 * {@code META-INF/spring}.
 */
@Component
class KeptConnections implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, "cliprange.kept-connections", new Reading())));
    }

    private static final class Reading extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            ChannelPromise written = message instanceof LastHttpContent ? promise.unvoid() : promise;
            if (message instanceof LastHttpContent) {
                // Behind all that the end of the answer sets off.
                written.addListener(done -> context.executor().execute(context::read));
            }
            super.write(context, message, written);
        }
    }
}
