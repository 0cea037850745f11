package dev.cliprange.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.SyntheticSourceFile;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexBuilderTest {

    /** The same source's directory, as version 1 wrote it. */
    private static final String VERSION_1 =
            "01036d7034ea2f8092f4018092f401640100033c00000000000000000000000000000000000100000000000000000000"
                    + "00000000000100000000000000000000000000004000000000a0000000780000806403756e64016a0000006a76703039"
                    + "00000000000000010000000000000000000000000000000000a000780000000000000000000000000000000000000000"
                    + "000000000000000000000000000000000000000000000000000000000000000000147670634301000000000a82020202"
                    + "0000ff070080a006000080a006000119010164c0843d00020000850180897a328801";

    private final SourceFile source = SyntheticSourceFile.indexed();
    private final IndexDirectory directory = source.directory();

    @Test
    void directory_constantRate_saysItExactly() {
        VideoSummary video = directory.video().orElseThrow();

        assertThat(video.frameRate()).hasToString("25/1");
        assertThat(video.constantFrameRate()).isTrue();
        assertThat(video.frames()).isEqualTo(100);
        assertThat(video.maxSyncIntervalUs()).isEqualTo(1_000_000);
        assertThat(video.allIntra()).isFalse();
        assertThat(directory.durationUs()).isEqualTo(4_000_000);
    }

    @Test
    void pages_beginWhereASyncSampleIsShown() {
        assertThat(directory.pages()).extracting(PageEntry::startUs).containsExactly(0L, 2_000_000L);
        assertThat(directory.pages()).extracting(PageEntry::firstFrame).containsExactly(0L, 50L);
        assertThat(directory.pagesFor(new TimeRange(1_000_000, 2_000_000)).last())
                .isZero();
        assertThat(directory.pagesFor(new TimeRange(1_000_000, 2_000_001)).last())
                .isEqualTo(1);
    }

    @Test
    void page_times_snapToFrames() {
        IndexPage page = source.page(0);

        assertThat(page.nearestBoundaryUs(1_419_999)).isEqualTo(1_400_000);
        assertThat(page.nearestBoundaryUs(1_420_001)).isEqualTo(1_440_000);
        assertThat(page.nearestBoundaryUs(1_990_000)).isEqualTo(2_000_000);
        assertThat(page.frameAt(1_400_000)).isEqualTo(35);
        assertThat(page.frameUs(35)).isEqualTo(1_400_000);
        assertThat(page.syncAtOrBeforeUs(1_400_000)).isEqualTo(1_000_000);
    }

    @Test
    void directory_encodedTwice_isTheSame() {
        assertThat(IndexDirectory.decode(directory.encode()).encode()).isEqualTo(directory.encode());
    }

    @Test
    void page_anyByteChanged_isDecodedOrRefused() {
        byte[] bytes = source.pageBytes();
        IndexDirectory.PageSpan span = directory.pages(0, directory.pages().size() - 1);
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            try {
                IndexPage.decode(directory, span, ByteBuffer.wrap(changed)).forEach(IndexPage::weightBytes);
            } catch (MalformedIndexException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void directory_ofVersion1_isReadAsBefore() {
        IndexDirectory old = IndexDirectory.decode(HexFormat.of().parseHex(VERSION_1));

        assertThat(IndexDirectory.decode(old.encode()).encode()).isEqualTo(directory.encode());
    }

    @Test
    void directory_ofAnotherVersion_isRefused() {
        assertThatThrownBy(() -> IndexDirectory.decode(new byte[] {99, 0}))
                .isInstanceOf(MalformedIndexException.class)
                .hasMessageContaining("version");
    }
}
