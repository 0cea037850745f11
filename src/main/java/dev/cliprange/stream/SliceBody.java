package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.FailureException;
import dev.cliprange.precise.EncodedPieces;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.SourceStore;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The bytes of a sliced clip, from the storage's connection to the client's. Buffers pass as they come; how many are on
 * their way at once is the storage's to bound, since it knows when each is released.
 */
@Component
public class SliceBody {

    private final SourceStore store;
    private final FileBody files;
    private final DeliveryMetrics metrics;

    SliceBody(SourceStore store, FileBody files, DeliveryMetrics metrics) {
        this.store = store;
        this.files = files;
        this.metrics = metrics;
    }

    /**
     * Writes the pieces.
     *
     * @throws FailureException while nothing was sent: the response begins once the storage's first byte is there
     */
    public Mono<Void> write(
            ReadySource source, List<ClipLayout.Piece> pieces, ServerHttpResponse response, long askedNanos) {
        boolean hasMedia = pieces.getLast() instanceof ClipLayout.Piece.Source;
        return source.location() instanceof FileLocation file && hasMedia && FileBody.canSendTo(response)
                ? files.write(file, source.revision(), pieces, response, askedNanos)
                : pass(source, pieces, response, askedNanos);
    }

    private Mono<Void> pass(
            ReadySource source, List<ClipLayout.Piece> pieces, ServerHttpResponse response, long askedNanos) {
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        var begun = new AtomicBoolean();
        Flux<ByteBuf> body = body(source, pieces).doOnNext(buffer -> {
            if (begun.compareAndSet(false, true)) {
                metrics.firstByte(EngineKind.SLICE, Duration.ofNanos(System.nanoTime() - askedNanos));
            }
            metrics.served(EngineKind.SLICE, buffer.readableBytes());
        });
        // A buffer can arrive while the client leaves, before the response is written.
        body = body.doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease);
        return response.writeWith(body.map(buffers::wrap));
    }

    private Flux<ByteBuf> body(ReadySource source, List<ClipLayout.Piece> pieces) {
        Location location = source.location();
        int here = 0;
        while (here < pieces.size() && pieces.get(here) instanceof ClipLayout.Piece.Header) {
            here++;
        }
        if (here == pieces.size() || !(pieces.get(here) instanceof ClipLayout.Piece.Source(var first)) || here == 0) {
            return media(source, location, pieces);
        }
        if (here > 1) {
            // Encoded frames take a while to send, and nothing of the source may wait meanwhile: one byte is asked for.
            return store.readFully(location, source.revision(), first.offsetBytes(), 1)
                    .thenMany(media(source, location, pieces));
        }
        // The header is sent when the first media byte is there: until then a failure has a status.
        Flux<ByteBuf> header = media(source, location, pieces.subList(0, 1));
        return media(source, location, pieces.subList(1, pieces.size()))
                .switchOnFirst((head, rest) -> head.hasValue() ? rest.startWith(header) : rest);
    }

    private Flux<ByteBuf> media(ReadySource source, Location location, List<ClipLayout.Piece> pieces) {
        return Flux.fromIterable(pieces)
                .concatMap(
                        piece -> switch (piece) {
                            case ClipLayout.Piece.Header(var bytes) -> EncodedPieces.of(bytes);
                            case ClipLayout.Piece.Source(var span) ->
                                store.read(location, source.revision(), span.offsetBytes(), span.lengthBytes());
                        },
                        0);
    }
}
