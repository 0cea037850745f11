package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlayedFramesTest {

    @Test
    void framesOutOfOrder_areCounted() {
        assertThat(PlayedFrames.outOfOrder(List.of())).isZero();
        assertThat(PlayedFrames.outOfOrder(List.of(1, 1, 2, 5, 5))).isZero();
        assertThat(PlayedFrames.outOfOrder(List.of(0, 1, 9, 2, 3))).isOne();
        assertThat(PlayedFrames.outOfOrder(List.of(254, 256, 242))).isOne();
        assertThat(PlayedFrames.outOfOrder(List.of(3, 2, 1))).isEqualTo(2);
    }

    @Test
    void singleReports_areAllowed() {
        assertThatCode(() -> PlayedFrames.inOrder(List.of(49, 50, 59, 52, 53, 54)))
                .doesNotThrowAnyException();
    }

    /** Decode order instead of presentation order: one step back in each group of three. */
    @Test
    void framesInDecodeOrder_areRejected() {
        List<Integer> frames = IntStream.range(0, 10)
                .flatMap(group -> IntStream.of(3 * group + 2, 3 * group, 3 * group + 1))
                .boxed()
                .toList();

        assertThatThrownBy(() -> PlayedFrames.inOrder(frames)).isInstanceOf(AssertionError.class);
    }
}
