package dev.cliprange.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.index.IndexBuilder;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

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
}
