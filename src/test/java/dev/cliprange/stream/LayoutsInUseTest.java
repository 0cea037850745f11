package dev.cliprange.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.FailureException;
import dev.cliprange.precise.EncodedPieces;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.precise.PreciseProperties;
import dev.cliprange.slice.EmptyLayout;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.BaseSubscriber;

class LayoutsInUseTest {

    private final PreciseProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("cliprange.precise", PreciseProperties.class);
    private final LayoutsInUse inUse = new LayoutsInUse(properties);
    private final int most = (int) Math.min(Integer.MAX_VALUE, properties.inUseBytes());

    private static PreciseLayout layout(String tag, int encodedBytes) {
        return new PreciseLayout(EmptyLayout.of(8), tag, 1, encodedBytes, false);
    }

    @Test
    void enter_sameVersionTwice_sharesOneLayoutUntilBothAreClosed() {
        PreciseLayout first = layout("a", most);
        LayoutsInUse.Lease one = inUse.lease();
        LayoutsInUse.Lease other = inUse.lease();

        assertThat(one.enter(first)).isSameAs(first);
        assertThat(other.enter(layout("a", most))).isSameAs(first);

        assertThat(inUse.usedBytes()).isEqualTo(most);
        one.close();
        one.close();
        assertThat(inUse.usedBytes()).isEqualTo(most);
        other.close();
        assertThat(inUse.usedBytes()).isZero();
    }

    @Test
    void enter_moreThanTheBound_isTooBusyAndTakesNothing() {
        LayoutsInUse.Lease one = inUse.lease();
        one.enter(layout("a", most / 2 + 1));
        LayoutsInUse.Lease other = inUse.lease();

        assertThatThrownBy(() -> other.enter(layout("b", most / 2 + 1))).isInstanceOf(FailureException.class);

        other.close();
        assertThat(inUse.usedBytes()).isEqualTo(most / 2 + 1);
        one.close();
        assertThat(inUse.usedBytes()).isZero();
    }

    @Test
    void enter_afterTheResponseEnded_takesNothing() {
        LayoutsInUse.Lease late = inUse.lease();
        late.close();

        late.enter(layout("a", 1));

        assertThat(inUse.usedBytes()).isZero();
    }

    @Test
    void pieces_ofMegabytes_areMadeOnDemandAndAreAllBytes() {
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

        EncodedPieces.of(window).subscribe(slow);

        assertThat(joined.hasRemaining()).isFalse();
        assertThat(joined.flip()).isEqualTo(window);
        assertThat(slow.most).isEqualTo(8 * 1024);
    }
}
