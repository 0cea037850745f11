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
 * Resumes reading a connection after each response. Workaround for reactor-netty issue 4361, tested with 1.3.6 and
 * 1.3.8: if a pipelined request gets its response at once, for example a rejection, Reactor Netty never reads the next
 * request of that connection. A surplus read does no harm, because Reactor Netty queues requests that arrive early.
 *
 * <p>The server of the management port has its own context. It finds this class in a file in
 * {@code META-INF/spring}.
 */
@Component
class ReactorNetty4361Workaround implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, "cliprange.reactor-netty-4361", new Reading())));
    }

    private static final class Reading extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            ChannelPromise written = message instanceof LastHttpContent ? promise.unvoid() : promise;
            if (message instanceof LastHttpContent) {
                // After all tasks that the end of the response triggers.
                written.addListener(done -> context.executor().execute(context::read));
            }
            super.write(context, message, written);
        }
    }
}
