package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.precise.EncodedPieces;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.read.FileLease;
import dev.cliprange.storage.read.SourceStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The bytes of a sliced clip of a local file, from the disk's cache to the client's connection by the kernel. WebFlux can
 * send one range of one path; a clip is a header and ranges of a file that must stay the same one. So WebFlux writes
 * status and headers, and the rest is written here, to the connection itself, one piece after another.
 *
 * <p>Each piece is made where it is written: from then on Netty releases it, whether it is sent or the client leaves.
 */
@Component
class FileBody {

    /** Withheld until the file was looked at again; the less, the fewer bytes pass through the process. */
    private static final int LAST_BYTES = 4 * 1_024;

    private final SourceStore store;
    private final DeliveryMetrics metrics;

    FileBody(SourceStore store, DeliveryMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** Whether nothing stands between the response and its socket that has to see the bytes. */
    static boolean canSendTo(ServerHttpResponse response) {
        Channel channel = channel(nativeResponse(response));
        return channel.parent() != null
                && channel.parent().parent() == null
                && channel.pipeline().get(SslHandler.class) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }

    /**
     * Writes the pieces.
     *
     * @throws dev.cliprange.failure.FailureException SOURCE_CHANGED before the response has begun, or before its last
     *     bytes are sent
     */
    Mono<Void> write(
            FileLocation location,
            String revision,
            List<ClipLayout.Piece> pieces,
            ServerHttpResponse response,
            long askedNanos) {
        HttpServerResponse connection = nativeResponse(response);
        Channel channel = channel(connection);
        return store.withFile(
                location,
                revision,
                file -> begin(response, connection)
                        .doOnSuccess(begun ->
                                metrics.firstByte(EngineKind.SLICE, Duration.ofNanos(System.nanoTime() - askedNanos)))
                        .thenMany(Flux.range(0, pieces.size()))
                        .concatMap(number -> write(pieces.get(number), number == pieces.size() - 1, file, channel), 0)
                        .then());
    }

    /** Status and headers. WebFlux only hands them over; it has no body to send, so it leaves the sending to us. */
    private static Mono<Void> begin(ServerHttpResponse response, HttpServerResponse connection) {
        return response.setComplete().then(Mono.defer(connection::then));
    }

    private Mono<Void> write(ClipLayout.Piece piece, boolean last, FileLease file, Channel channel) {
        return switch (piece) {
            case ClipLayout.Piece.Header(var bytes) ->
                EncodedPieces.of(bytes)
                        .concatMap(part -> send(channel, part), 0)
                        .then();
            case ClipLayout.Piece.Source(var span) -> {
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

    private static HttpServerResponse nativeResponse(ServerHttpResponse response) {
        return ServerHttpResponseDecorator.getNativeResponse(response);
    }

    private static Channel channel(HttpServerResponse response) {
        var connection = new AtomicReference<Connection>();
        response.withConnection(connection::set);
        return connection.get().channel();
    }
}
