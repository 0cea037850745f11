package dev.cliprange.storage.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

class PieceReaderTest {

    @Test
    void inMemory_megabytes_areSmallBuffersMadeOnDemand() {
        byte[] bytes = new byte[1_000_003];
        new java.util.Random(1).nextBytes(bytes);
        ByteBuffer window = ByteBuffer.wrap(bytes, 3, 1_000_000).asReadOnlyBuffer();
        ByteBuffer joined = ByteBuffer.allocate(1_000_000);
        var slow = new BaseSubscriber<ByteBuf>() {
            private int most;

            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                most = Math.max(most, buffer.readableBytes());
                joined.put(buffer.nioBuffer());
                buffer.release();
                request(1);
            }
        };

        PieceReader.inMemory(window).subscribe(slow);

        assertThat(joined.hasRemaining()).isFalse();
        assertThat(joined.flip()).isEqualTo(window);
        assertThat(slow.most).isEqualTo(8 * 1024);
    }

    /** The buffer is the subscriber's then: it may lie in the queue of a connection. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 64 * 1024, 64 * 1024 + 1})
    void inMemory_cancelledByTheSubscriberOfItsFirstBuffer_doesNotReleaseIt(int length) {
        var cancelling = new BaseSubscriber<ByteBuf>() {
            private final List<ByteBuf> received = new ArrayList<>();

            @Override
            protected void hookOnNext(ByteBuf buffer) {
                received.add(buffer);
                cancel();
            }
        };

        // As the pieces of a layout are joined and sent.
        Flux.range(0, 2)
                .concatMap(piece -> PieceReader.inMemory(ByteBuffer.allocate(length)), 0)
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease)
                .subscribe(cancelling);

        assertThat(cancelling.received)
                .singleElement()
                .satisfies(buffer -> assertThat(buffer.refCnt()).isEqualTo(1));
        cancelling.received.forEach(ByteBuf::release);
    }
}
