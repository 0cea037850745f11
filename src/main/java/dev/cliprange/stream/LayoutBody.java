package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.slice.rendition.PagePlaces;
import dev.cliprange.slice.sequence.SequenceLayout;
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

    private static final long SHORT_BYTES = 4 * 1024;

    private final SourceStore store;
    private final WorkStore work;
    private final PieceReader reader;
    private final FileBody files;
    private final StreamMetrics metrics;
    private final Streams streams;

    LayoutBody(
            SourceStore store,
            WorkStore work,
            PieceReader reader,
            FileBody files,
            StreamMetrics metrics,
            Streams streams) {
        this.store = store;
        this.work = work;
        this.reader = reader;
        this.files = files;
        this.metrics = metrics;
        this.streams = streams;
    }

    /**
     * Writes the pieces as the body of the response.
     *
     * @param workKeys the objects of the work storage that have the media; empty for the source
     * @param startNanos when the request was received
     * @throws FailureException while nothing was sent: the response begins when the first byte of the source has
     *     arrived
     */
    Mono<Void> write(
            ReadySource source,
            List<String> workKeys,
            List<Piece> pieces,
            ServerHttpResponse response,
            long startNanos) {
        if (!workKeys.isEmpty()) {
            return pass(new StoredMedia(workKeys), pieces, response, startNanos);
        }
        boolean hasMedia = pieces.getLast() instanceof Piece.OfSource;
        return source.location() instanceof FileLocation file && hasMedia && FileBody.canSendTo(response)
                ? files.write(file, source.revision(), pieces, response, startNanos)
                : pass(new SourceMedia(source), pieces, response, startNanos);
    }

    /**
     * Writes the bytes {@code [fromBytes, toBytes)} of a file as the body of the response. Each place is read when the
     * bytes before it were sent.
     *
     * @param fromBytes less than {@code toBytes}
     * @throws FailureException as above
     */
    Mono<Void> write(JoinedFile file, long fromBytes, long toBytes, ServerHttpResponse response, long startNanos) {
        List<SequenceLayout.PlacedPieces> parts = file.layout().pieces(fromBytes, toBytes);
        SequenceLayout.PlacedPieces first = parts.getFirst();
        JoinedFile.Place begins = file.places().get(first.place());
        Flux<ByteBuf> rest = Flux.fromIterable(parts.subList(1, parts.size()))
                .concatMap(
                        part -> {
                            JoinedFile.Place place = file.places().get(part.place());
                            return checked(place, media(place).read(part.pieces()));
                        },
                        0);
        return pass(Flux.concat(checked(begins, body(media(begins), first.pieces())), rest), response, startNanos);
    }

    private Media media(JoinedFile.Place place) {
        return switch (place) {
            case JoinedFile.Place.OfSource(var source) -> new SourceMedia(source);
            case JoinedFile.Place.OfWork(var key) -> new StoredMedia(List.of(key));
        };
    }

    private Flux<ByteBuf> checked(JoinedFile.Place place, Flux<ByteBuf> bytes) {
        return switch (place) {
            case JoinedFile.Place.OfSource(var source) -> streams.checkIfChanged(source, bytes);
            case JoinedFile.Place.OfWork work -> bytes;
        };
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
        private final List<String> keys;

        StoredMedia(List<String> keys) {
            this.keys = keys;
        }

        @Override
        public Flux<ByteBuf> read(List<Piece> pieces) {
            return Flux.fromIterable(pieces)
                    .concatMap(
                            piece -> switch (piece) {
                                case Piece.InMemory(var bytes) -> PieceReader.inMemory(bytes);
                                case Piece.OfSource(var span) -> read(span.offsetBytes(), span.lengthBytes());
                            },
                            0);
        }

        @Override
        public Mono<byte[]> firstByte(ByteSpan span) {
            return read(span.offsetBytes(), 1).map(LayoutBody::released).then(Mono.just(new byte[1]));
        }

        private Flux<ByteBuf> read(long offsetBytes, long lengthBytes) {
            return work.read(keys.get(PagePlaces.page(offsetBytes)), PagePlaces.within(offsetBytes), lengthBytes);
        }
    }

    /** Releases a buffer before operators downstream discard it, which would release it again. */
    private static int released(ByteBuf buffer) {
        int length = buffer.readableBytes();
        ReferenceCountUtil.safeRelease(buffer);
        return length;
    }

    private Mono<Void> pass(Media media, List<Piece> pieces, ServerHttpResponse response, long startNanos) {
        return pass(body(media, pieces), response, startNanos);
    }

    private Mono<Void> pass(Flux<ByteBuf> bytes, ServerHttpResponse response, long startNanos) {
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        var begun = new AtomicBoolean();
        Flux<ByteBuf> body = bytes.doOnNext(buffer -> {
            if (begun.compareAndSet(false, true)) {
                metrics.firstByte(EngineKind.SLICE, Duration.ofNanos(System.nanoTime() - startNanos));
            }
            metrics.served(EngineKind.SLICE, buffer.readableBytes());
        });
        // A buffer can arrive while the client disconnects, before the response is written.
        body = body.doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease);
        return response.writeWith(body.map(buffers::wrap));
    }

    /** Whether pieces after the header are sent with it, such as parameter sets. */
    private static boolean isShort(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::lengthBytes).sum() <= SHORT_BYTES;
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
        if (isShort(pieces.subList(1, leading))) {
            Flux<ByteBuf> header = media.read(pieces.subList(0, leading));
            return media.read(pieces.subList(leading, pieces.size()))
                    .switchOnFirst((first, rest) -> first.hasValue() ? rest.startWith(header) : rest);
        }
        // Encoded frames take a while to send, and no read of the source may wait meanwhile. So one byte is read first.
        return pieces.get(leading) instanceof Piece.OfSource(var span)
                ? media.firstByte(span).thenMany(media.read(pieces))
                : media.read(pieces);
    }
}
