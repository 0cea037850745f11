package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** What a source has to be for a cut of it to prove anything. */
public final class MatrixSource {

    private MatrixSource() {}

    /** A source is of use only if each of its pictures can be told from every other, and nothing in it is broken; if FFmpeg can tell. */
    public static void assertUsable(MediaMatrix.Entry entry) {
        Path file = entry.file();
        if (entry.name().startsWith("audio-")) {
            Pcm pcm = Oracle.pcm(file, 0).orElseThrow();
            assertThat(pcm.contiguous()).isTrue();
            assertThat(pcm.count()).isBetween(7 * 48_000L, 9 * 48_000L);
            return;
        }
        var pictures = Oracle.pictures(file, Oracle.Edits.HONOURED);
        if (pictures.isEmpty()) {
            return;
        }
        assertThat(pictures.orElseThrow().complaints()).isEmpty();
        List<Frame> frames = pictures.orElseThrow().frames();
        assertThat(frames).hasSizeGreaterThan(100);
        assertThat(frames.stream().map(Frame::md5).distinct()).hasSameSizeAs(frames);
        assertThat(frames).extracting(Frame::presentationTicks).isSorted().doesNotHaveDuplicates();
    }
}
