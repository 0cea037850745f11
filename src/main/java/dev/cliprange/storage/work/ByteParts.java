package dev.cliprange.storage.work;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Copies the buffers of one upload into arrays of one size and checks their total length.
 *
 * <p>Each buffer is copied and released at once, on the thread that emits it. So no queue ever holds a buffer, and a
 * cancel or a failure at any moment leaks none.
 */
final class ByteParts {

    private static final byte[] NONE = {};

    private final long lengthBytes;
    private final int partBytes;
    private final boolean exact;
    private long receivedBytes;
    private byte[] part = NONE;
    private int filledBytes;

    /** @param exact whether the length is exact; otherwise it is the largest one */
    private ByteParts(long lengthBytes, int partBytes, boolean exact) {
        this.exact = exact;
        this.lengthBytes = lengthBytes;
        this.partBytes = partBytes;
    }

    /**
     * The parts in order. All are full but the last one, and there is at least one. While a part is being used, the
     * next one is filled; nothing more is requested before it is used too.
     *
     * @param bytes each buffer belongs to this method from its emission
     * @return fails with {@link WrongLengthException} before the end if there are more or fewer bytes
     */
    static Flux<byte[]> of(Flux<ByteBuf> bytes, long lengthBytes, int partBytes) {
        return of(bytes, () -> new ByteParts(lengthBytes, partBytes, true));
    }

    /**
     * The parts of an object of any length up to a largest one. The last one may be shorter, and there is none if the
     * object is empty.
     */
    static Flux<byte[]> upTo(Flux<ByteBuf> bytes, long mostBytes, int partBytes) {
        return of(bytes, () -> new ByteParts(mostBytes, partBytes, false));
    }

    private static Flux<byte[]> of(Flux<ByteBuf> bytes, Supplier<ByteParts> fresh) {
        return Flux.defer(() -> {
            ByteParts parts = fresh.get();
            // An error thrown by the handler would end it, and then a late buffer would not reach it to be released.
            return bytes.<List<byte[]>>handle((buffer, sink) -> {
                        List<byte[]> full = parts.add(buffer);
                        if (!full.isEmpty() || parts.isTooLong()) {
                            sink.next(full);
                        }
                    })
                    .concatWith(Mono.fromCallable(parts::last))
                    .concatMap(
                            full -> parts.isTooLong() ? Flux.error(parts.wrongLength()) : Flux.fromIterable(full), 0);
        });
    }

    private List<byte[]> add(ByteBuf buffer) {
        try {
            receivedBytes += buffer.readableBytes();
            var full = new ArrayList<byte[]>(1);
            while (!isTooLong() && buffer.isReadable()) {
                copy(buffer);
                if (filledBytes == part.length) {
                    full.add(take());
                }
            }
            return full;
        } finally {
            buffer.release();
        }
    }

    private void copy(ByteBuf buffer) {
        if (part.length == 0) {
            long leftBytes = lengthBytes - (receivedBytes - buffer.readableBytes());
            part = new byte[(int) Math.min(partBytes, leftBytes)];
        }
        int copiedBytes = Math.min(buffer.readableBytes(), part.length - filledBytes);
        buffer.readBytes(part, filledBytes, copiedBytes);
        filledBytes += copiedBytes;
    }

    private byte[] take() {
        byte[] full = part;
        part = NONE;
        filledBytes = 0;
        return full;
    }

    /** The last part is full when the length is right, so only an empty object has one left. */
    private List<byte[]> last() {
        if (!exact) {
            return filledBytes == 0 ? List.of() : List.of(Arrays.copyOf(part, filledBytes));
        }
        if (receivedBytes != lengthBytes) {
            throw wrongLength();
        }
        return lengthBytes == 0 ? List.of(NONE) : List.of();
    }

    private boolean isTooLong() {
        return receivedBytes > lengthBytes;
    }

    private WrongLengthException wrongLength() {
        return new WrongLengthException(lengthBytes, receivedBytes);
    }
}
