package dev.cliprange.precise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/**
 * Bytes in memory, on their way to a socket. What is handed to the socket is copied into direct memory, so encoded frames of
 * megabytes go in small buffers, as the client takes them.
 */
public final class EncodedPieces {

    private static final int WHOLE_BYTES = 64 * 1024;
    private static final int PIECE_BYTES = 8 * 1024;

    private EncodedPieces() {}

    /** One buffer, or several; together all bytes. Made on demand. */
    public static Flux<ByteBuf> of(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length <= WHOLE_BYTES) {
            return Flux.just(Unpooled.wrappedBuffer(bytes));
        }
        int start = bytes.position();
        return Flux.generate(() -> 0, (at, sink) -> {
            int count = Math.min(PIECE_BYTES, length - at);
            sink.next(Unpooled.wrappedBuffer(bytes.slice(start + at, count)));
            if (at + count == length) {
                sink.complete();
            }
            return at + count;
        });
    }
}
