package dev.cliprange.stream;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The event loop of a client's connection. What was asked of the database or the work storage answers on threads of theirs;
 * a stream begun there would read on one thread and write on another, and wake one of them for every buffer.
 */
public record ConnectionLoop(EventLoop loop) {

    public static ConnectionLoop of(ServerHttpResponse response) {
        var connection = new AtomicReference<Connection>();
        ServerHttpResponseDecorator.<HttpServerResponse>getNativeResponse(response)
                .withConnection(connection::set);
        return new ConnectionLoop(connection.get().channel().eventLoop());
    }

    /** The stream, subscribed to on this loop. */
    public Mono<Void> run(Mono<Void> stream) {
        return loop.inEventLoop() ? stream : stream.subscribeOn(Schedulers.fromExecutor(loop));
    }
}
