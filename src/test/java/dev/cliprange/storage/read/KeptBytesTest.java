package dev.cliprange.storage.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class KeptBytesTest {

    private static final int LENGTH = 5_000;
    private static final int OFFSET = 1_000;

    private final byte[] source = new byte[LENGTH];
    private final List<ByteBuf> buffers = new ArrayList<>();

    KeptBytesTest() {
        new Random(1).nextBytes(source);
    }

    /** The source in buffers of a size; each is remembered. */
    private Flux<ByteBuf> read(ByteSpan whole, int bufferBytes) {
        int from = (int) whole.offsetBytes() - OFFSET;
        return Flux.generate(() -> from, (at, sink) -> {
            int length = (int) Math.min(bufferBytes, whole.endBytes() - OFFSET - at);
            ByteBuf buffer = Unpooled.copiedBuffer(source, at, length);
            buffers.add(buffer);
            sink.next(buffer);
            if (at + length == whole.endBytes() - OFFSET) {
                sink.complete();
            }
            return at + length;
        });
    }

    @Test
    void of_anySizeOfBuffers_keepsTheSpansAndReleasesAll() {
        List<ByteSpan> spans = List.of(
                new ByteSpan(OFFSET + 7, 3),
                new ByteSpan(OFFSET + 20, 1),
                new ByteSpan(OFFSET + 21, 100),
                new ByteSpan(OFFSET + 1_000, 1),
                new ByteSpan(OFFSET + 4_000, 900));
        var whole = new PieceGroup.OfSource(spans).whole();
        var expected = new ByteArrayOutputStream();
        spans.forEach(span -> expected.write(source, (int) span.offsetBytes() - OFFSET, (int) span.lengthBytes()));
        for (int size : new int[] {1, 2, 13, 50, 997, LENGTH}) {
            buffers.clear();
            var kept = new ByteArrayOutputStream();

            KeptBytes.of(read(whole, size), spans).toIterable().forEach(buffer -> {
                var bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                kept.writeBytes(bytes);
                buffer.release();
            });

            assertThat(kept.toByteArray()).as("buffers of %d", size).isEqualTo(expected.toByteArray());
            assertThat(buffers).as("buffers of %d", size).allMatch(buffer -> buffer.refCnt() == 0);
        }
    }

    @Test
    void of_bufferWithoutKeptBytes_requestsTheNextOne() {
        List<ByteSpan> spans = List.of(new ByteSpan(OFFSET, 10), new ByteSpan(OFFSET + 500, 10));
        var requested = new AtomicLong();
        Flux<ByteBuf> bytes = read(new PieceGroup.OfSource(spans).whole(), 10).doOnRequest(requested::addAndGet);

        StepVerifier.create(KeptBytes.of(bytes, spans), 0)
                .thenRequest(1)
                .consumeNextWith(ByteBuf::release)
                .then(() -> assertThat(requested).hasValue(1))
                .thenRequest(1)
                .consumeNextWith(ByteBuf::release)
                .then(() -> assertThat(requested).hasValue(51))
                .verifyComplete();
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void groups_ofInterleavedVideo_areOneRead() {
        List<Piece> pieces = List.of(
                new Piece.InMemory(ByteBuffer.allocate(10)),
                new Piece.OfSource(new ByteSpan(0, 200_000)),
                new Piece.OfSource(new ByteSpan(300_000, 10)),
                new Piece.OfSource(new ByteSpan(300_020, 10)),
                new Piece.InMemory(ByteBuffer.allocate(1)),
                new Piece.OfSource(new ByteSpan(300_030, 10)));

        List<PieceGroup> groups = PieceGroup.of(pieces);

        assertThat(groups).hasSize(4);
        assertThat(groups.get(1))
                .isEqualTo(new PieceGroup.OfSource(
                        List.of(new ByteSpan(0, 200_000), new ByteSpan(300_000, 10), new ByteSpan(300_020, 10))));
    }

    /** Little audio between much video: the gap is more than is needed. Nor is a source read backwards. */
    @Test
    void groups_withALargeGapOrAnEarlierPiece_areSeveralReads() {
        List<Piece> pieces = List.of(
                new Piece.OfSource(new ByteSpan(0, 1_000)),
                new Piece.OfSource(new ByteSpan(100_000, 1_000)),
                new Piece.OfSource(new ByteSpan(50_000, 1_000)));

        assertThat(PieceGroup.of(pieces)).hasSize(3);
    }
}
