package dev.cliprange.web;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;

/**
 * Replaces a path that is not valid in a URI (with a backslash or an invalid percent-encoding) by one that is never
 * canonical. Spring's adapter rejects such a path with an empty 400 before any filter runs. With this class it gets the
 * 404 of all paths that are not canonical, and its line in the log of requests.
 */
@Component
class UnparsedTargets implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private static final String NEVER_CANONICAL = "//";

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, "cliprange.unparsed-targets", new Targets())));
    }

    @ChannelHandler.Sharable
    private static final class Targets extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof HttpRequest request
                    && request.decoderResult().isSuccess()) {
                String target = request.uri();
                int query = target.indexOf('?');
                if (!isUri(query < 0 ? target : target.substring(0, query))) {
                    request.setUri(NEVER_CANONICAL);
                }
            }
            super.channelRead(context, message);
        }

        private static boolean isUri(String path) {
            try {
                // As in Spring's adapter. Two slashes at the start do not begin an authority.
                return path.startsWith("/")
                        ? new URI("http://localhost" + path).getRawPath() != null
                        : new URI(path).getRawSchemeSpecificPart() != null;
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }
}
