package dev.cliprange.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.Mp4ReaderTest;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.timeline.ByteSpan;
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

    @Test
    void read_fragmentsInParallel_neverAskForMoreThanTheLimit() {
        // Twenty fragments of 20 kB, all named at the end, so that each has a scan of its own.
        byte[] file = TinyMp4.withFragmentIndex(TinyMp4.fragmented(20, 1, 1000), 1, 0);
        var largestStep = new long[1];

        assertThatThrownBy(() -> {
                    var reader = new Mp4Reader(file.length, new Mp4Limits(60_000, 1000, 4096, 32));
                    ReadStep step = reader.start();
                    while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
                        largestStep[0] = Math.max(
                                largestStep[0],
                                spans.stream()
                                        .filter(span -> span.lengthBytes() > 4096)
                                        .mapToLong(ByteSpan::lengthBytes)
                                        .sum());
                        step = reader.resume(spans.stream()
                                .map(span -> java.nio.ByteBuffer.wrap(file)
                                        .slice((int) span.offsetBytes(), (int) span.lengthBytes()))
                                .toList());
                    }
                })
                .isInstanceOfSatisfying(
                        UnsupportedMp4Exception.class,
                        e -> assertThat(e.moreMemoryHelps()).isTrue())
                .hasMessageContaining("headers take more than 60000 bytes");
        assertThat(largestStep[0]).isLessThanOrEqualTo(60_000);
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
