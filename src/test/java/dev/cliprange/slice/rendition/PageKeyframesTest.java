package dev.cliprange.slice.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.timeline.FrameRate;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageKeyframesTest {

    private static final FrameRate RATE = new FrameRate(25, 1);

    @Test
    void of_aRegularPage_areTheBoundariesAndEveryTwoSeconds() {
        assertThat(PageKeyframes.of(ticks(250), List.of(0L, 100L, 200L), RATE)).containsExactly(0, 50, 100, 150, 200);
    }

    /** 20 frames remain, and a keyframe there would cost more than it helps. */
    @Test
    void of_aRestOfLessThanASecond_hasNoKeyframe() {
        assertThat(PageKeyframes.of(ticks(170), List.of(0L, 70L), RATE)).containsExactly(0, 70, 120);
    }

    @Test
    void of_aBoundaryBetweenFrames_isTheNextFrame() {
        assertThat(PageKeyframes.of(List.of(0L, 40L, 81L, 120L), List.of(0L, 80L), RATE))
                .containsExactly(0, 2);
    }

    /** The first frame of a page can be later than the boundary of the page. */
    @Test
    void of_boundariesOutsideTheFrames_areIgnored() {
        assertThat(PageKeyframes.of(List.of(1000L, 1040L), List.of(0L, 990L, 5000L), RATE))
                .containsExactly(0);
    }

    @Test
    void of_boundariesAtEachFrame_areAllKeyframes() {
        assertThat(PageKeyframes.of(ticks(4), List.of(0L, 1L, 2L, 3L), RATE)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void of_oneFrameInTenSeconds_isAKeyframeEach() {
        assertThat(PageKeyframes.of(ticks(3), List.of(0L), new FrameRate(1, 10)))
                .containsExactly(0, 1, 2);
    }

    @Test
    void of_anyPage_hasEachBoundaryAndNoLongGap() {
        var random = new Random(11);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(400);
            List<Long> ticks = random.longs(count * 2L, 0, 100_000)
                    .boxed()
                    .distinct()
                    .limit(count)
                    .sorted()
                    .toList();
            List<Long> boundaries =
                    ticks.stream().filter(tick -> random.nextInt(40) == 0).collect(Collectors.toList());

            List<Integer> keyframes = PageKeyframes.of(ticks, boundaries, RATE);

            assertThat(keyframes).isSorted().doesNotHaveDuplicates().startsWith(0);
            assertThat(keyframes.stream().map(ticks::get).toList()).containsAll(boundaries);
            for (int i = 0; i < keyframes.size(); i++) {
                int next = i + 1 < keyframes.size() ? keyframes.get(i + 1) : ticks.size();
                assertThat(next - keyframes.get(i)).isBetween(1, 75);
            }
        }
    }

    private static List<Long> ticks(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
