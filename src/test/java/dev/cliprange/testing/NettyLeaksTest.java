package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

class NettyLeaksTest {

    @Test
    void check_bufferNeverReleased_tellsWhereItWasMade() {
        NettyLeaks.watch();
        PooledByteBufAllocator.DEFAULT.buffer(64).writeInt(1);

        assertThatThrownBy(NettyLeaks::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("buffers leaked")
                .hasMessageContaining("NettyLeaksTest");
        assertThatCode(NettyLeaks::check).as("told once").doesNotThrowAnyException();
    }

    @Test
    void check_springBufferNeverReleased_isFoundToo() {
        NettyLeaks.watch();
        new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT).allocateBuffer(64);

        assertThatThrownBy(NettyLeaks::check).hasMessageContaining("NettyDataBufferFactory");
    }

    @Test
    void check_buffersReleasedOrStillHeld_isSilent() {
        NettyLeaks.watch();
        DataBufferUtils.release(new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT).allocateBuffer(64));
        var held = PooledByteBufAllocator.DEFAULT.buffer(64);

        assertThatCode(NettyLeaks::check).doesNotThrowAnyException();
        held.release();
    }
}
