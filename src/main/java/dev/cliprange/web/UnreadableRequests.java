package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.util.Optional;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is too long for a request, or none at all, is refused by the connection's own decoder, with a status and nothing
 * else, before any of this server's code sees it. Here these answers become problems like all others, and are counted. Reactor
 * Netty's warning for each of them is switched off: any client could fill the log with it.
 */
@Component
class UnreadableRequests implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private final Problems problems;

    UnreadableRequests(JsonMapper json, MeterRegistry meters) {
        this.problems = new Problems(json, meters);
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, "cliprange.unreadable-requests", problems)));
    }

    @ChannelHandler.Sharable
    private static final class Problems extends ChannelOutboundHandlerAdapter {

        private final JsonMapper json;
        private final MeterRegistry meters;

        Problems(JsonMapper json, MeterRegistry meters) {
            this.json = json;
            this.meters = meters;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            // The answers of this server say what they hold, if it be nothing.
            Optional<Failure> failure = message instanceof FullHttpResponse response
                            && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE)
                            && !response.content().isReadable()
                    ? failure(response.status().code())
                    : Optional.empty();
            if (failure.isPresent() && message instanceof FullHttpResponse bare) {
                meters.counter(
                                WebMeter.UNREADABLE.meterName(),
                                "code",
                                failure.get().code())
                        .increment();
                super.write(context, problem(bare, failure.get()), promise);
                bare.release();
                return;
            }
            super.write(context, message, promise);
        }

        private static Optional<Failure> failure(int status) {
            return switch (status) {
                case 400 -> Optional.of(Failure.REQUEST_INVALID);
                case 414 -> Optional.of(Failure.URI_TOO_LONG);
                case 431 -> Optional.of(Failure.HEADERS_TOO_LARGE);
                default -> Optional.empty();
            };
        }

        private FullHttpResponse problem(FullHttpResponse bare, Failure failure) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                    HttpStatusCode.valueOf(failure.status()), "The request was not read to its end.");
            problem.setType(URI.create("/api/problems/" + failure.code()));
            problem.setTitle(failure.title());
            problem.setProperty("code", failure.code());
            byte[] body = json.writeValueAsBytes(problem);
            var response =
                    new DefaultFullHttpResponse(bare.protocolVersion(), bare.status(), Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(bare.headers())
                    .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
            return response;
        }
    }
}
