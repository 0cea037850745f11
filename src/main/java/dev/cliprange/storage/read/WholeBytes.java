package dev.cliprange.storage.read;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Collects a read into one array. The caller has bounded its length. */
public final class WholeBytes {

    private WholeBytes() {}

    /** @param buffers exactly {@code lengthBytes} bytes; each buffer is copied and released */
    public static Mono<byte[]> collect(Flux<ByteBuf> buffers, int lengthBytes) {
        return buffers.collect(() -> ByteBuffer.allocate(lengthBytes), WholeBytes::append)
                // A buffer can arrive during a cancel.
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease)
                .map(ByteBuffer::array);
    }

    private static void append(ByteBuffer whole, ByteBuf buffer) {
        try {
            ByteBuffer free = whole.slice(whole.position(), buffer.readableBytes());
            whole.position(whole.position() + buffer.readableBytes());
            buffer.readBytes(free);
        } finally {
            buffer.release();
        }
    }
}
