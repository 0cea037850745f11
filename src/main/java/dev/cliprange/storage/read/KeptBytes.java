package dev.cliprange.storage.read;

import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Keeps some spans of the bytes that pass, and drops those between them. Kept bytes are not copied. A buffer without any
 * is released, and the next one is requested.
 */
final class KeptBytes {

    private final List<ByteSpan> spans;
    private int span;
    private long position;

    private KeptBytes(List<ByteSpan> spans) {
        this.spans = spans;
        this.position = spans.getFirst().offsetBytes();
    }

    /**
     * Returns the bytes of the spans. The subscriber releases each buffer.
     *
     * @param bytes the source from the start of the first span to the end of the last one
     * @param spans in order, without overlap
     */
    static Flux<ByteBuf> of(Flux<ByteBuf> bytes, List<ByteSpan> spans) {
        return Flux.defer(() -> {
            var kept = new KeptBytes(spans);
            return bytes.handle((buffer, sink) -> {
                ByteBuf part = kept.take(buffer);
                if (part.isReadable()) {
                    sink.next(part);
                } else {
                    part.release();
                }
            });
        });
    }

    /** Takes over the buffer, and returns what is kept of it. The caller releases the result. */
    private ByteBuf take(ByteBuf buffer) {
        long start = position;
        position += buffer.readableBytes();
        var parts = new ArrayList<ByteBuf>();
        while (span < spans.size() && spans.get(span).offsetBytes() < position) {
            long from = Math.max(start, spans.get(span).offsetBytes());
            long to = Math.min(position, spans.get(span).endBytes());
            if (from < to) {
                parts.add(buffer.slice(buffer.readerIndex() + (int) (from - start), (int) (to - from)));
            }
            if (spans.get(span).endBytes() > position) {
                break;
            }
            span++;
        }
        if (parts.isEmpty()) {
            return buffer.skipBytes(buffer.readableBytes());
        }
        // A slice shares the count of its buffer. The first part takes over the one reference that there is.
        parts.subList(1, parts.size()).forEach(ByteBuf::retain);
        return parts.size() == 1 ? parts.getFirst() : Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
    }
}
