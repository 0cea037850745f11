package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.JavaRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten hours of 60 fps with two audio tracks are indexed in 256 MB; by default two hours in 64. */
class LongSourceIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int HOURS = FULL ? 10 : 2;
    private static final String HEAP = FULL ? "-Xmx256m" : "-Xmx64m";
    private static final double AUDIO_PACKETS_PER_SECOND = 48_000 / 1024.0;

    @TempDir
    private Path folder;

    @Test
    void longSource_inASmallHeap_isIndexedInSixBytesPerSample() throws IOException {
        Path headers = folder.resolve("headers.mp4");
        long sizeBytes = LongMovie.write(headers, HOURS);

        List<String> lines =
                JavaRun.of(LongMovie.class, List.of(HEAP), List.of(headers.toString(), Long.toString(sizeBytes)));

        String[] fields = lines.getLast().split("\t");
        long frames = Long.parseLong(fields[0]);
        double samples = frames + 2 * HOURS * 3600 * AUDIO_PACKETS_PER_SECOND;
        assertThat(frames).isEqualTo(HOURS * 216_000L);
        assertThat(Long.parseLong(fields[1]) / samples).as("bytes per sample").isLessThan(6);
    }
}
