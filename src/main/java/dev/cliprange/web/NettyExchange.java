package dev.cliprange.web;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** The Reactor Netty connection of a response. This is the only place that looks for it. */
public final class NettyExchange {

    private NettyExchange() {}

    /** Returns the channel; empty if the response does not belong to a connection, as in a test without a server. */
    public static Optional<Channel> findChannel(ServerHttpResponse response) {
        return ServerHttpResponseDecorator.getNativeResponse(response) instanceof Connection connection
                ? Optional.of(connection.channel())
                : Optional.empty();
    }

    /** @throws IllegalStateException if the response does not belong to a connection */
    public static Channel channel(ServerHttpResponse response) {
        return findChannel(response)
                .orElseThrow(
                        () -> new IllegalStateException("response: " + response.getClass() + " (expected: of Netty)"));
    }

    /** Returns Reactor Netty's own response. */
    public static HttpServerResponse response(ServerHttpResponse response) {
        return ServerHttpResponseDecorator.getNativeResponse(response);
    }

    /**
     * Returns the work, subscribed to on the event loop of the response's connection. The database and the work storage
     * complete on their own threads. A stream that is started there would read on one thread, write on another, and
     * wake one of them for every buffer.
     */
    public static Mono<Void> onEventLoop(ServerHttpResponse response, Mono<Void> work) {
        EventLoop loop = channel(response).eventLoop();
        return loop.inEventLoop() ? work : work.subscribeOn(Schedulers.fromExecutor(loop));
    }
}
