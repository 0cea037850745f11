package dev.cliprange.storage.read;

import dev.cliprange.slice.ByteLayout;
import dev.cliprange.storage.location.Location;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads the pieces of a layout, one after another. Pieces of the source with small gaps between them are one read. */
@Component
public class PieceReader {

    private static final int WHOLE_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 8 * 1024;

    private final SourceStore store;

    PieceReader(SourceStore store) {
        this.store = store;
    }

    /**
     * Returns the bytes of the pieces in order. The subscriber releases each buffer.
     *
     * @param revision of the source that the layout was planned for
     * @throws dev.cliprange.failure.FailureException as {@link SourceStore#read}
     */
    public Flux<ByteBuf> read(Location location, String revision, List<ByteLayout.Piece> pieces) {
        return Flux.fromIterable(PieceGroup.of(pieces))
                .concatMap(
                        group -> switch (group) {
                            case PieceGroup.InMemory(var bytes) -> inMemory(bytes);
                            case PieceGroup.OfSource source -> read(location, revision, source);
                        },
                        0);
    }

    private Flux<ByteBuf> read(Location location, String revision, PieceGroup.OfSource source) {
        ByteSpan whole = source.whole();
        Flux<ByteBuf> bytes = store.read(location, revision, whole.offsetBytes(), whole.lengthBytes());
        return source.spans().size() == 1 ? bytes : KeptBytes.of(bytes, source.spans());
    }

    /**
     * Returns bytes in memory as one buffer, or as several that are made on demand. A connection copies each buffer
     * into direct memory when it writes it, so encoded frames of megabytes are sent in small buffers.
     *
     * <p>One buffer is no {@code Flux.just} either: Reactor's {@code concatMap} releases the value of such a publisher
     * when it is cancelled, even if it was sent.
     */
    public static Flux<ByteBuf> inMemory(ByteBuffer bytes) {
        int start = bytes.position();
        int length = bytes.remaining();
        int atMost = length <= WHOLE_BYTES ? length : BUFFER_BYTES;
        return Flux.generate(() -> 0, (at, sink) -> {
            int count = Math.min(atMost, length - at);
            sink.next(Unpooled.wrappedBuffer(bytes.slice(start + at, count)));
            if (at + count == length) {
                sink.complete();
            }
            return at + count;
        });
    }
}
