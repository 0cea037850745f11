package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MediaMatrixTest {

    static Stream<MediaMatrix.Entry> entries() {
        return MediaMatrix.entries().stream();
    }

    /** A source is of use only if each of its pictures can be told from every other, and nothing in it is broken. */
    @ParameterizedTest
    @MethodSource("entries")
    void file_eachEntry_decodesToPicturesThatAllDiffer(MediaMatrix.Entry entry) {
        Path file = entry.file();
        if (entry.name().startsWith("audio-")) {
            Pcm pcm = Oracle.pcm(file, 0).orElseThrow();
            assertThat(pcm.contiguous()).isTrue();
            assertThat(pcm.count()).isBetween(7 * 48_000L, 9 * 48_000L);
            return;
        }
        var pictures = Oracle.pictures(file, Oracle.Edits.HONOURED);
        assumeThat(pictures).as("a decoder in this FFmpeg").isPresent();
        assertThat(pictures.orElseThrow().complaints()).isEmpty();
        List<Frame> frames = pictures.orElseThrow().frames();
        assertThat(frames).hasSizeGreaterThan(100);
        assertThat(frames.stream().map(Frame::md5).distinct()).hasSameSizeAs(frames);
        assertThat(frames).extracting(Frame::presentationTicks).isSorted().doesNotHaveDuplicates();
    }
}
