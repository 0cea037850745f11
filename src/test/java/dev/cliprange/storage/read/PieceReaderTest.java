package dev.cliprange.storage.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;

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
}
