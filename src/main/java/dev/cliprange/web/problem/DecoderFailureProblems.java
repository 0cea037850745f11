package dev.cliprange.web.problem;

import dev.cliprange.failure.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * Replaces the bare responses of Netty's HTTP decoder by problems, and counts them. The decoder rejects requests that
 * are too long or malformed before they reach Spring. Reactor Netty's warning for each of them is switched off, because
 * any client could fill the log with it.
 */
@Component
class DecoderFailureProblems implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    /** Netty's target of a request whose first line it could not read. */
    private static final String NO_TARGET = "/bad-request";

    /** By the status of the bare response. */
    private static final Map<Integer, Failure> FAILURES = Map.of(
            400, Failure.REQUEST_INVALID,
            414, Failure.URI_TOO_LONG,
            431, Failure.HEADERS_TOO_LARGE);

    private final JsonMapper json;
    private final MeterRegistry meters;

    DecoderFailureProblems(JsonMapper json, MeterRegistry meters) {
        this.json = json;
        this.meters = meters;
        for (Failure failure : FAILURES.values()) {
            rejected(failure);
        }
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, "cliprange.decoder-failures", new Replacement())));
    }

    private Counter rejected(Failure failure) {
        return WebMeter.UNREADABLE.counter(meters, "code", failure.code());
    }

    /** Of one connection. */
    private final class Replacement extends ChannelDuplexHandler {

        /** The path of the request that the decoder read last; empty if it has not read a path. */
        private Optional<URI> instance = Optional.empty();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof HttpRequest request) {
                instance = Optional.of(request.uri())
                        .filter(target -> !target.equals(NO_TARGET))
                        .flatMap(Problems::instance);
            }
            super.channelRead(context, message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            // Responses of this server have a Content-Type or a body.
            Optional<Failure> failure = message instanceof FullHttpResponse response
                            && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE)
                            && !response.content().isReadable()
                    ? failure(response.status().code())
                    : Optional.empty();
            if (failure.isPresent() && message instanceof FullHttpResponse bare) {
                rejected(failure.get()).increment();
                super.write(context, problem(bare, failure.get()), promise);
                bare.release();
                return;
            }
            super.write(context, message, promise);
        }

        private static Optional<Failure> failure(int status) {
            return Optional.ofNullable(FAILURES.get(status));
        }

        private FullHttpResponse problem(FullHttpResponse bare, Failure failure) {
            ProblemDetail problem = Problems.of(failure, "The server could not read the whole request.");
            instance.ifPresent(problem::setInstance);
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
