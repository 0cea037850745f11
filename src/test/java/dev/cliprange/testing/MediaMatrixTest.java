package dev.cliprange.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those in MP4 and MOV are looked at where they are decoded anyway: by the differential test of the slices. */
class MediaMatrixTest {

    static Stream<MediaMatrix.Entry> others() {
        return MediaMatrix.entries().stream()
                .filter(entry -> entry.name().equals("prores")
                        || !MediaMatrix.isoEntries().contains(entry));
    }

    @ParameterizedTest
    @MethodSource("others")
    void file_eachEntry_decodesToPicturesThatAllDiffer(MediaMatrix.Entry entry) {
        assumeThat(Oracle.frames(entry.file())).as("a decoder in this FFmpeg").isPresent();
        MatrixSource.assertUsable(entry);
    }
}
