package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.read.FileLease;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.web.NettyExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends pieces of a layout whose source is a local file. The kernel copies them from the page cache to the client's
 * connection. WebFlux can send one range of one path, but a layout has a header and several ranges, and all of them
 * must come from the same open file. So WebFlux writes status and headers, and this class writes the body to the
 * connection, one piece after another.
 *
 * <p>Each piece is created when it is written. Netty then releases it, whether it is sent or the client disconnects.
 */
@Component
class FileBody {

    /** Sent only after the file was checked again. They pass through the process, so they are few. */
    private static final int LAST_BYTES = 4 * 1_024;

    private final SourceStore store;
    private final StreamMetrics metrics;

    FileBody(SourceStore store, StreamMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /**
     * Returns whether nothing between the response and its socket reads the bytes, as TLS, HTTP/2 or compression do.
     */
    static boolean canSendTo(ServerHttpResponse response) {
        Channel channel = NettyExchange.channel(response);
        return channel.parent() != null
                && channel.parent().parent() == null
                && channel.pipeline().get(SslHandler.class) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }

    /**
     * Writes the pieces as the body of the response.
     *
     * @param startNanos when the request was received
     * @throws dev.cliprange.failure.FailureException SOURCE_CHANGED before the response has begun, or before its last
     *     bytes are sent
     */
    Mono<Void> write(
            FileLocation location,
            String revision,
            List<ByteLayout.Piece> pieces,
            ServerHttpResponse response,
            long startNanos) {
        HttpServerResponse connection = NettyExchange.response(response);
        Channel channel = NettyExchange.channel(response);
        return store.withFile(
                location,
                revision,
                file -> begin(response, connection)
                        .doOnSuccess(begun ->
                                metrics.firstByte(EngineKind.SLICE, Duration.ofNanos(System.nanoTime() - startNanos)))
                        .thenMany(Flux.range(0, pieces.size()))
                        .concatMap(number -> write(pieces.get(number), number == pieces.size() - 1, file, channel), 0)
                        .then());
    }

    /**
     * Writes status and headers. WebFlux sets them and sends nothing, because it has no body; Reactor Netty then sends
     * them.
     */
    private static Mono<Void> begin(ServerHttpResponse response, HttpServerResponse connection) {
        return response.setComplete().then(Mono.defer(connection::then));
    }

    private Mono<Void> write(ByteLayout.Piece piece, boolean last, FileLease file, Channel channel) {
        return switch (piece) {
            case ByteLayout.Piece.InMemory(var bytes) ->
                PieceReader.inMemory(bytes)
                        .concatMap(part -> send(channel, part), 0)
                        .then();
            case ByteLayout.Piece.OfSource(var span) -> {
                long withheld = last ? Math.min(LAST_BYTES, span.lengthBytes()) : 0;
                long sent = span.lengthBytes() - withheld;
                Mono<Void> region = sent == 0 ? Mono.empty() : send(channel, file, span.offsetBytes(), sent);
                yield withheld == 0
                        ? region
                        : region.then(Mono.defer(() -> file.last(span.offsetBytes() + sent, (int) withheld)))
                                .flatMap(bytes -> send(channel, Unpooled.wrappedBuffer(bytes)));
            }
        };
    }

    private Mono<Void> send(Channel channel, ByteBuf bytes) {
        int length = bytes.readableBytes();
        return FutureMono.deferFuture(() -> channel.writeAndFlush(new DefaultHttpContent(bytes)))
                .doOnSuccess(sent -> metrics.served(EngineKind.SLICE, length));
    }

    private Mono<Void> send(Channel channel, FileLease file, long offsetBytes, long lengthBytes) {
        return FutureMono.deferFuture(() -> {
            FileRegion region = file.region(offsetBytes, lengthBytes);
            return channel.writeAndFlush(region)
                    .addListener(written -> metrics.served(EngineKind.SLICE, region.transferred()));
        });
    }
}
