package dev.cliprange.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.index.IndexBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentTest {

    @Test
    void samples_ofTwoFragments_takeTheirDefaultsAndTimes() {
        byte[] file = TinyMp4.fragmented(2, 10, 1);

        SampleCursor samples = Mp4ReaderTest.read(file, Mp4Limits.DEFAULT, new ArrayList<>())
                .tracks()
                .getFirst()
                .samples();

        for (int i = 0; i < 20; i++) {
            assertThat(samples.advance()).isTrue();
            assertThat(samples.decodeTicks()).isEqualTo(i * 1024L);
            assertThat(samples.sizeBytes()).isEqualTo(4);
        }
        assertThat(samples.advance()).isFalse();
    }

    @Test
    void index_aSmallFileThatClaimsManySamples_isRefusedAtOnce() {
        byte[] file = TinyMp4.fragmented(1, 20_000, 1000);

        Movie movie = Mp4ReaderTest.read(file, Mp4Limits.DEFAULT, new ArrayList<>());

        assertThatThrownBy(() -> IndexBuilder.build(movie, page -> {}))
                .isInstanceOf(MalformedMp4Exception.class)
                .hasMessageContaining("more samples than the file has bytes");
    }

    @Test
    void read_fragments_takeOneSmallReadEach() {
        byte[] file = TinyMp4.fragmented(20, 5000, 1);
        var reads = new ArrayList<ByteSpan>();

        Mp4ReaderTest.read(file, Mp4Limits.DEFAULT, reads);

        assertThat(reads.size()).isLessThanOrEqualTo(21);
        assertThat(reads.stream().skip(1))
                .allSatisfy(read -> assertThat(read.lengthBytes()).isLessThanOrEqualTo(4096));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 40", "7, 0, 60", "1, 8, 600"})
    void read_fragmentsNamedAtTheEnd_takesFewSteps(int namedEvery, int offBytes, int mostSteps) {
        byte[] bare = TinyMp4.fragmented(500, 5000, 1);
        byte[] file = TinyMp4.withFragmentIndex(bare, namedEvery, offBytes);
        var reads = new ArrayList<ByteSpan>();

        int steps = Mp4ReaderTest.steps(file, reads);

        assertThat(steps).isLessThanOrEqualTo(mostSteps).isGreaterThan(offBytes == 0 ? 10 : 400);
        assertThat(reads.size()).isLessThanOrEqualTo(510);
        assertThat(times(file)).isEqualTo(times(bare)).hasSize(500 * 5000);
    }

    private static List<Long> times(byte[] file) {
        SampleCursor samples = Mp4ReaderTest.read(file, Mp4Limits.DEFAULT, new ArrayList<>())
                .tracks()
                .getFirst()
                .samples();
        var times = new ArrayList<Long>();
        while (samples.advance()) {
            times.add(samples.decodeTicks() ^ samples.offsetBytes() << 32);
        }
        return times;
    }
}
