package dev.cliprange.slice.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodeTimesTest {

    @Test
    void of_reorderedFramesAtAConstantRate_areTheSortedTimes() {
        assertThat(DecodeTimes.of(new long[] {100, 140, 120, 110, 130}, 150))
                .containsExactly(100, 110, 120, 130, 140, 150);
    }

    /** Two leading pictures here, and two of the next segment are shown at 150 and 160. */
    @Test
    void of_leadingPictures_useTheRoomOfTheNextOnes() {
        assertThat(DecodeTimes.of(new long[] {100, 80, 90, 140, 110, 120, 130}, 170))
                .containsExactly(100, 110, 120, 130, 140, 150, 160, 170);
    }

    /** The next segment has no leading pictures, so there is only one frame's time for three frames. */
    @Test
    void of_leadingPicturesWithoutRoom_neverDecrease() {
        long[] times = DecodeTimes.of(new long[] {100, 80, 90, 110}, 112);

        assertThat(times).isSorted().startsWith(100).endsWith(112);
    }

    @Test
    void of_frameAfterTheEnd_endsAtTheEnd() {
        assertThat(DecodeTimes.of(new long[] {100, 130, 110}, 120)).containsExactly(100, 110, 110, 120);
    }

    /** The frames are shown for 20, 10, 30 and 10 ticks. */
    @Test
    void of_framesAtAVariableRate_lastAsLongAsTheyAreShown() {
        assertThat(DecodeTimes.of(new long[] {100, 160, 120, 130}, 170)).containsExactly(100, 120, 130, 140, 170);
    }

    @Test
    void of_framesWithOneTime_endAtTheEnd() {
        assertThat(DecodeTimes.of(new long[] {100, 110, 110, 120}, 130))
                .isSorted()
                .startsWith(100)
                .endsWith(130);
    }
}
