package dev.cliprange.slice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.PageEntry;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.SyntheticSource;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.rendition.CraftedFragments.Sample;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a source of 100 frames with a sync sample each second, in pages of two seconds. */
class LadderIndexTest {

    private static final int FRAME_TICKS = 512;

    @TempDir
    Path folder;

    private SourceFile source;

    @BeforeEach
    void write() throws IOException {
        source = SyntheticSource.write(folder.resolve("source.mp4"));
    }

    @Test
    void input_ofAllPages_hasEachFrameOnce() {
        var ticks = new ArrayList<Long>();
        for (int page = 0; page < pageCount(); page++) {
            FrameInput input =
                    FrameInput.ofPage(source.directory(), source.page(page)).orElseThrow();
            // One tick is one frame.
            assertThat(input.toTicks() - input.fromTicks() + 1)
                    .isEqualTo(input.shownTicks().size());
            ticks.addAll(input.shownTicks());
        }

        assertThat(pageCount()).isEqualTo(2);
        assertThat(ticks)
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .map(i -> i * FRAME_TICKS)
                        .boxed()
                        .toList());
    }

    @Test
    void input_ofAPartOfAClip_hasTheFramesWithinIt() {
        var clip = new TimeRange(200_000, 3_000_000);

        FrameInput input = FrameInput.of(
                        source.directory(), source.pages(clip), clip, 5 * FRAME_TICKS, 25 * FRAME_TICKS)
                .orElseThrow();

        assertThat(input.shownTicks()).hasSize(20).startsWith(5L * FRAME_TICKS).endsWith(24L * FRAME_TICKS);
        assertThat(FrameInput.of(source.directory(), source.pages(clip), clip, 99_999_999, 100_000_000))
                .isEmpty();
    }

    @Test
    void encoding_ofAPage_beginsWithAKeyframe() {
        PageEncoding encoding =
                PageEncoding.of(source.directory(), source.page(1)).orElseThrow();

        assertThat(encoding.keyframes()).containsExactly(0);
        assertThat(encoding.input().shownTicks()).hasSize(50);
    }

    @Test
    void index_ofEncodedPages_hasATrackForEachRendition() {
        List<EncodedPage> pages = encoded(List.of(720, 480));

        IndexDirectory ladder = IndexDirectory.decode(
                LadderIndex.directory(source.directory(), pages).encode());

        assertThat(ladder.tracks()).extracting(track -> track.format().height()).containsExactly(720, 480);
        assertThat(ladder.pages())
                .extracting(PageEntry::startUs)
                .containsExactlyElementsOf(source.directory().pages().stream()
                        .map(PageEntry::startUs)
                        .toList());
        assertThat(ladder.frames()).isEqualTo(100);
        assertThat(ladder.endUs()).isEqualTo(source.directory().endUs());
        assertThat(ladder.sourceSizeBytes())
                .isEqualTo(pages.stream().mapToLong(EncodedPage::lengthBytes).sum());
        byte[] bytes = LadderIndex.pages(pages);
        for (int number = 0; number < pageCount(); number++) {
            PageEntry place = ladder.pages().get(number);
            var page = IndexPage.decode(
                    ladder, number, ByteBuffer.wrap(bytes, (int) place.offsetBytes(), place.lengthBytes()));
            assertThat(page.frameAt(place.startUs())).isEqualTo(number * 50L);
            assertThat(page.frameUs(number * 50L + 1))
                    .isEqualTo(source.page(number).frameUs(number * 50L + 1));
            assertThat(page.tracks().getLast().firstNumber()).isEqualTo(number * 50L);
            long offset = page.tracks().getLast().offsetBytes(49);
            assertThat(PagePlaces.page(offset)).isEqualTo(number);
            assertThat(PagePlaces.within(offset))
                    .isEqualTo(pages.get(number).lengthBytes()
                            - page.tracks().getLast().sizeBytes(49));
        }
    }

    @Test
    void index_ofAPageWithoutFrames_hasNoSamplesThere() {
        List<EncodedPage> pages = List.of(encoded(List.of(480)).getFirst(), EncodedPage.empty(1, 50));

        IndexDirectory ladder = LadderIndex.directory(source.directory(), pages);
        PageEntry place = ladder.pages().getLast();
        var page = IndexPage.decode(
                ladder, 1, ByteBuffer.wrap(LadderIndex.pages(pages), (int) place.offsetBytes(), place.lengthBytes()));

        assertThat(page.tracks().getFirst().count()).isZero();
    }

    @Test
    void index_ofPagesThatCannotBeJoined_isRejected() {
        List<EncodedPage> pages =
                List.of(encoded(List.of(480)).getFirst(), encoded(List.of(360)).getLast());

        assertThatThrownBy(() -> LadderIndex.directory(source.directory(), pages))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED));
    }

    @Test
    void page_withAnotherNumberOfFrames_isRejected() {
        var file = new EncodedFragments();
        file.accept(ByteBuffer.wrap(CraftedFragments.write(List.of(480), List.of(frames(49)))));

        assertThatThrownBy(() -> EncodedPage.of(file, 0, 1, ticks(0), 0))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("49 frames instead of the 50 frames");
    }

    @Test
    void page_encodedAndDecoded_isTheSame() {
        EncodedPage page = encoded(List.of(720, 480)).getFirst();

        EncodedPage decoded = EncodedPage.decode(page.encode());

        assertThat(decoded.samples()).isEqualTo(page.samples());
        assertThat(decoded.lengthBytes()).isEqualTo(page.lengthBytes());
        assertThat(decoded.entries()).hasSize(2);
        assertThat(decoded.entries().getLast().hasSameBytes(page.entries().getLast()))
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> EncodedPage.decode(Arrays.copyOf(page.encode(), 20)));
        assertThatIllegalArgumentException().isThrownBy(() -> EncodedPage.decode(new byte[3]));
    }

    private int pageCount() {
        return source.directory().pages().size();
    }

    private List<EncodedPage> encoded(List<Integer> heights) {
        var pages = new ArrayList<EncodedPage>();
        for (int number = 0; number < pageCount(); number++) {
            var file = new EncodedFragments();
            file.accept(ByteBuffer.wrap(CraftedFragments.write(heights, List.of(frames(25), frames(25)))));
            pages.add(EncodedPage.of(file, number, heights.size(), ticks(number), number * 50L));
        }
        return pages;
    }

    private List<Long> ticks(int page) {
        return FrameInput.ofPage(source.directory(), source.page(page))
                .orElseThrow()
                .shownTicks();
    }

    private static List<Sample> frames(int count) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(3 + i % 5, 0, i == 0));
        }
        return samples;
    }
}
