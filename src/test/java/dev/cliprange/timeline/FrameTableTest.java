package dev.cliprange.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class FrameTableTest {

    private static final int TEN_HOURS_AT_60 = 2_160_000;

    @Test
    void encode_irregularTimes_givesEachBack() {
        long[] times = irregular(10_000);

        FrameTable table = written(times, times[times.length - 1] + 40_000);

        FrameDirectory directory = FrameDirectory.decode(table.directory());
        assertThat(directory.frames()).isEqualTo(times.length);
        assertThat(directory.endUs()).isEqualTo(times[times.length - 1] + 40_000);
        for (int frame = 0; frame < times.length; frame++) {
            FramePage page = page(table, directory, directory.pageOf(frame));
            assertThat(page.startUs(frame)).isEqualTo(times[frame]);
            assertThat(page(table, directory, directory.pageAt(times[frame])).frameAt(times[frame]))
                    .isEqualTo(frame);
            assertThat(page(table, directory, directory.pageAt(times[frame])).frameAt(times[frame] + 1))
                    .isEqualTo(frame);
        }
    }

    @Test
    void encode_framesInDecodeOrder_areSortedAndFieldsOfOneTimeAreOneFrame() {
        FrameTable table = written(new long[] {0, 120, 40, 40, 80, 240, 160, 200, -5}, 280);

        FrameDirectory directory = FrameDirectory.decode(table.directory());
        FramePage page = page(table, directory, 0);
        assertThat(directory.frames()).isEqualTo(7);
        for (int frame = 0; frame < 7; frame++) {
            assertThat(page.startUs(frame)).isEqualTo(40L * frame);
        }
        assertThat(page.startUs(7)).isEqualTo(280);
        assertThat(page.endFrame()).isEqualTo(7);
    }

    @Test
    void keyframe_atOrBeforeATime_isFoundOnItsPage() {
        var writer = new FrameTableWriter();
        long[] inDecodeOrder = {0, 120, 40, 80, 200, 160, 240};
        for (long us : inDecodeOrder) {
            writer.add(us, us == 0 || us == 120 || us == 240);
        }
        FrameTable table = writer.finish(280).orElseThrow();
        FramePage page = page(table, FrameDirectory.decode(table.directory()), 0);

        assertThat(page.keyframeUs(-1)).isEmpty();
        assertThat(page.keyframeUs(0)).hasValue(0L);
        assertThat(page.keyframeUs(119)).hasValue(0L);
        assertThat(page.keyframeUs(120)).hasValue(120L);
        assertThat(page.keyframeUs(239)).hasValue(120L);
        assertThat(page.keyframeUs(1_000)).hasValue(240L);
    }

    @Test
    void keyframe_onALaterPage_isThatOfItsPage() {
        var writer = new FrameTableWriter();
        for (int frame = 0; frame < 3 * FrameDirectory.PAGE_FRAMES; frame++) {
            writer.add(frame * 40_000L, frame % 5000 == 0);
        }
        FrameTable table =
                writer.finish(3 * FrameDirectory.PAGE_FRAMES * 40_000L).orElseThrow();
        FrameDirectory directory = FrameDirectory.decode(table.directory());

        assertThat(page(table, directory, 0).keyframeUs(Long.MAX_VALUE)).hasValue(0L);
        assertThat(page(table, directory, 1).keyframeUs(4999 * 40_000L)).isEmpty();
        assertThat(page(table, directory, 1).keyframeUs(5000 * 40_000L)).hasValue(5000 * 40_000L);
    }

    /** A release before keyframes ends a page after the distances. */
    @Test
    void keyframe_onAPageOfAnEarlierRelease_isNotKnown() {
        byte[] directory = ByteBuffer.allocate(FrameDirectory.HEADER_BYTES + FrameDirectory.ENTRY_BYTES)
                .putInt(FrameDirectory.FORMAT)
                .putLong(3)
                .putLong(120)
                .putLong(0)
                .putInt(0)
                .array();
        var deflater = new Deflater();
        deflater.setInput(new byte[] {40, 40});
        deflater.finish();
        byte[] out = new byte[64];
        byte[] bytes = Arrays.copyOf(out, deflater.deflate(out));
        deflater.end();

        FramePage page = FramePage.decode(FrameDirectory.decode(directory), 0, bytes);

        assertThat(page.startUs(2)).isEqualTo(80);
        assertThat(page.keyframeUs(100)).isEmpty();
    }

    /** Matroska has milliseconds, so 59.94 fps is a pattern of 16 and 17. */
    @Test
    void encode_tenHoursAtAConstantRate_isSmall() {
        var writer = new FrameTableWriter();
        for (long frame = 0; frame < TEN_HOURS_AT_60; frame++) {
            writer.add(Math.round(frame * 1001 / 60.0) * 1000, frame % 120 == 0);
        }

        FrameTable table = writer.finish(36_000_000_000L).orElseThrow();

        assertThat(table.pages().length + table.directory().length).isLessThan(150_000);
    }

    @Test
    void encode_tenHoursWithoutAPattern_isBounded() {
        FrameTable table = written(irregular(TEN_HOURS_AT_60), Long.MAX_VALUE);

        assertThat(table.pages().length).isLessThan(FrameTableWriter.MAX_BYTES);
    }

    @Test
    void encode_moreThanCanBeHeld_isFull() {
        var writer = new FrameTableWriter();
        long us = 0;
        var random = new Random(3);
        while (!writer.full()) {
            us += 1 + random.nextInt(1 << 28);
            writer.add(us, false);
        }

        assertThat(writer.finish(us + 1)).isEmpty();
    }

    @Test
    void decode_bytesCutOff_areRefused() {
        FrameTable table = written(irregular(100), 10_000_000);

        FrameDirectory directory = FrameDirectory.decode(table.directory());
        assertThatThrownBy(() -> FrameDirectory.decode(Arrays.copyOf(table.directory(), 25)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePage.decode(directory, 0, Arrays.copyOf(table.pages(), 20)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] irregular(int frames) {
        var random = new Random(7);
        long[] times = new long[frames];
        for (int i = 1; i < frames; i++) {
            times[i] = times[i - 1] + 1000 * (1 + random.nextInt(60));
        }
        return times;
    }

    private static FrameTable written(long[] timesUs, long endUs) {
        var writer = new FrameTableWriter();
        Arrays.stream(timesUs).forEach(us -> writer.add(us, false));
        return writer.finish(endUs).orElseThrow();
    }

    private static FramePage page(FrameTable table, FrameDirectory directory, int number) {
        int offset = directory.offsetBytes(number);
        return FramePage.decode(
                directory, number, Arrays.copyOfRange(table.pages(), offset, offset + directory.lengthBytes(number)));
    }
}
