package dev.cliprange.ffmpeg.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final List<Long> reported = new ArrayList<>();
    private final ProgressLines lines = new ProgressLines(reported::add);

    @Test
    void times_onlyIncrease() {
        for (String time : List.of("N/A", "-9223372036854775807", "1000000", "999999", "1000000", "2500000")) {
            lines.accept("out_time_us=" + time);
        }

        assertThat(reported).containsExactly(1_000_000L, 2_500_000L);
    }

    /** FFmpeg writes microseconds under this name too. */
    @Test
    void otherTimes_areIgnored() {
        lines.accept("out_time_ms=5000000");
        lines.accept("out_time=00:00:05.000000");

        assertThat(reported).isEmpty();
    }

    @Test
    void errors_amongProgress_areKept() {
        for (int i = 0; i < 20; i++) {
            lines.accept("frame=" + i);
            lines.accept("bitrate= 448.3kbits/s");
            lines.accept("progress=continue");
        }
        lines.accept("Input/output error");
        lines.accept("speed=1.5x");

        assertThat(lines.text()).isEqualTo("Input/output error");
    }
}
