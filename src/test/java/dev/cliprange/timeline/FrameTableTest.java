package dev.cliprange.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
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

    /** Matroska has milliseconds, so 59.94 fps is a pattern of 16 and 17. */
    @Test
    void encode_tenHoursAtAConstantRate_isSmall() {
        var writer = new FrameTableWriter();
        for (long frame = 0; frame < TEN_HOURS_AT_60; frame++) {
            writer.add(Math.round(frame * 1001 / 60.0) * 1000);
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
            writer.add(us);
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
        Arrays.stream(timesUs).forEach(writer::add);
        return writer.finish(endUs).orElseThrow();
    }

    private static FramePage page(FrameTable table, FrameDirectory directory, int number) {
        int offset = directory.offsetBytes(number);
        return FramePage.decode(
                directory, number, Arrays.copyOfRange(table.pages(), offset, offset + directory.lengthBytes(number)));
    }
}
