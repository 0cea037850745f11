package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends pieces of a layout from the storage's connection to the client's. Buffers are passed on unchanged. The storage
 * bounds their number, because it learns when each is released.
 */
@Component
class LayoutBody {

    private final SourceStore store;
    private final WorkStore work;
    private final PieceReader reader;
    private final FileBody files;
    private final StreamMetrics metrics;

    LayoutBody(SourceStore store, WorkStore work, PieceReader reader, FileBody files, StreamMetrics metrics) {
        this.store = store;
        this.work = work;
        this.reader = reader;
        this.files = files;
        this.metrics = metrics;
    }

    /**
     * Writes the pieces as the body of the response.
     *
     * @param workKey the object of the work storage that has the media; empty for the source
     * @param startNanos when the request was received
     * @throws FailureException while nothing was sent: the response begins when the first byte of the source has
     *     arrived
     */
    Mono<Void> write(
            ReadySource source,
            Optional<String> workKey,
            List<Piece> pieces,
            ServerHttpResponse response,
            long startNanos) {
        if (workKey.isPresent()) {
            return pass(new StoredMedia(workKey.get()), pieces, response, startNanos);
        }
        boolean hasMedia = pieces.getLast() instanceof Piece.OfSource;
        return source.location() instanceof FileLocation file && hasMedia && FileBody.canSendTo(response)
                ? files.write(file, source.revision(), pieces, response, startNanos)
                : pass(new SourceMedia(source), pieces, response, startNanos);
    }

    /** Where the ranges of a layout are read. */
    private interface Media {
        Flux<ByteBuf> read(List<Piece> pieces);

        Mono<byte[]> firstByte(ByteSpan span);
    }

    private final class SourceMedia implements Media {
        private final ReadySource source;

        SourceMedia(ReadySource source) {
            this.source = source;
        }

        @Override
        public Flux<ByteBuf> read(List<Piece> pieces) {
            return reader.read(source.location(), source.revision(), pieces);
        }

        @Override
        public Mono<byte[]> firstByte(ByteSpan span) {
            return store.readFully(source.location(), source.revision(), span.offsetBytes(), 1);
        }
    }

    private final class StoredMedia implements Media {
        private final String key;

        StoredMedia(String key) {
            this.key = key;
        }

        @Override
        public Flux<ByteBuf> read(List<Piece> pieces) {
            return Flux.fromIterable(pieces)
                    .concatMap(
                            piece -> switch (piece) {
                                case Piece.InMemory(var bytes) -> PieceReader.inMemory(bytes);
                                case Piece.OfSource(var span) -> work.read(key, span.offsetBytes(), span.lengthBytes());
                            },
                            0);
        }

        @Override
        public Mono<byte[]> firstByte(ByteSpan span) {
            return work.read(key, span.offsetBytes(), 1)
                    .doOnNext(ReferenceCountUtil::safeRelease)
                    .then(Mono.just(new byte[1]));
        }
    }

    private Mono<Void> pass(Media media, List<Piece> pieces, ServerHttpResponse response, long startNanos) {
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        var begun = new AtomicBoolean();
        Flux<ByteBuf> body = body(media, pieces).doOnNext(buffer -> {
            if (begun.compareAndSet(false, true)) {
                metrics.firstByte(EngineKind.SLICE, Duration.ofNanos(System.nanoTime() - startNanos));
            }
            metrics.served(EngineKind.SLICE, buffer.readableBytes());
        });
        // A buffer can arrive while the client disconnects, before the response is written.
        body = body.doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease);
        return response.writeWith(body.map(buffers::wrap));
    }

    /** Returns all bytes, and nothing before the source's first byte has arrived: until then a failure has a status. */
    private static Flux<ByteBuf> body(Media media, List<Piece> pieces) {
        int leading = 0;
        while (leading < pieces.size() && pieces.get(leading) instanceof Piece.InMemory) {
            leading++;
        }
        if (leading == 0 || leading == pieces.size()) {
            return media.read(pieces);
        }
        if (leading == 1) {
            Flux<ByteBuf> header = media.read(pieces.subList(0, 1));
            return media.read(pieces.subList(1, pieces.size()))
                    .switchOnFirst((first, rest) -> first.hasValue() ? rest.startWith(header) : rest);
        }
        // Encoded frames take a while to send, and no read of the source may wait meanwhile. So one byte is read first.
        return pieces.get(leading) instanceof Piece.OfSource(var span)
                ? media.firstByte(span).thenMany(media.read(pieces))
                : media.read(pieces);
    }
}
