package dev.cliprange.slice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.PageEntry;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.SyntheticSource;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.slice.rendition.CraftedFragments.Sample;
import dev.cliprange.slice.segment.RungPlanner;
import dev.cliprange.slice.segment.RungPlanner.RungPlan;
import dev.cliprange.slice.segment.SegmentPlanner;
import dev.cliprange.slice.segment.SegmentSpan;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.timeline.ByteSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * On 100 frames in two pages. The ladder has two qualities with a keyframe each 25 frames, and the source has a boundary
 * at frame 50.
 */
class RungPlannerTest {

    private static final int TICKS = 512;
    private static final int SAMPLE_BYTES = 7;

    @TempDir
    Path folder;

    private final List<IndexPage> pages = new ArrayList<>();

    @BeforeEach
    void encode() throws IOException {
        SourceFile source = SyntheticSource.write(folder.resolve("source.mp4"));
        var encoded = new ArrayList<EncodedPage>();
        for (int number = 0; number < 2; number++) {
            var file = new EncodedFragments();
            file.accept(ByteBuffer.wrap(CraftedFragments.write(List.of(720, 480), List.of(gop(), gop()))));
            List<Long> ticks = FrameInput.ofPage(source.directory(), source.page(number))
                    .orElseThrow()
                    .shownTicks();
            encoded.add(EncodedPage.of(file, number, 2, ticks, number * 50L));
        }
        IndexDirectory ladder = LadderIndex.directory(source.directory(), encoded);
        byte[] bytes = LadderIndex.pages(encoded);
        for (int number = 0; number < 2; number++) {
            PageEntry place = ladder.pages().get(number);
            pages.add(IndexPage.decode(
                    ladder, number, ByteBuffer.wrap(bytes, (int) place.offsetBytes(), place.lengthBytes())));
        }
    }

    private static List<Sample> gop() {
        return IntStream.range(0, 25)
                .mapToObj(i -> new Sample(SAMPLE_BYTES, 0, i == 0))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // start, boundary, end; frames before the copied ones, copied ones, and after them
        "5, 50, 80, 20, 50, 5",
        "25, 50, 75, 0, 50, 0",
        "0, 50, 100, 0, 100, 0",
        "1, 50, 99, 24, 50, 24",
        // Nothing can be copied, and the boundary parts the encoded frames.
        "30, 50, 74, 20, 0, 24",
        "40, 50, 75, 10, 25, 0",
    })
    void plan_ofARange_copiesWholeGops(int start, int boundary, int end, int head, int copied, int tail) {
        RungPlan plan = plan(start, boundary, end);

        PreciseParts parts = plan.parts();
        assertThat(List.of(
                        parts.headTicks().size(),
                        (int) (parts.copyEnd() - parts.copyStart()),
                        parts.tailTicks().size()))
                .containsExactly(head, copied, tail);
        assertThat(plan.video().track()).isEqualTo(1);
        assertThat(plan.video().segments())
                .extracting(SegmentSpan::startTicks)
                .containsExactly((long) start * TICKS, (long) boundary * TICKS);
        assertThat(plan.video().segments().getLast().endTicks()).isEqualTo((long) end * TICKS);
        assertThat(plan.video().segments()).extracting(SegmentSpan::encoded).containsExactly(head > 0, tail > 0);
    }

    @Test
    void plan_withoutAKeyframe_encodesAll() {
        RungPlan plan =
                RungPlanner.plan(pages.subList(0, 1), 0, original(30, 40)).orElseThrow();

        assertThat(plan.parts().copies()).isFalse();
        assertThat(plan.parts().headTicks()).hasSize(10);
        assertThat(plan.video().segments())
                .singleElement()
                .satisfies(it -> assertThat(it.encoded()).isTrue());
    }

    /** A clip may begin inside a long frame. */
    @Test
    void plan_fromInsideAFrame_beginsWithThatFrame() {
        TrackSegments original = original(3, 75);
        var late = new TrackSegments(
                0,
                0,
                List.of(span(3 * TICKS + 100, original.segments().getLast().endTicks())));

        RungPlan plan = RungPlanner.plan(pages, 0, late).orElseThrow();

        assertThat(plan.parts().headTicks())
                .hasSize(22)
                .startsWith(3L * TICKS + 100, 4L * TICKS)
                .endsWith(24L * TICKS);
    }

    /** The ladder was made for another grid. */
    @Test
    void plan_withABoundaryThatIsNoKeyframe_isNone() {
        assertThat(RungPlanner.plan(pages, 0, original(5, 40, 75))).isEmpty();
    }

    @Test
    void segment_awayFromTheEnds_isOneSpanOfThePagesObject() {
        RungPlan plan = RungPlanner.plan(pages, 1, original(25, 50, 75)).orElseThrow();

        for (int i = 0; i < 2; i++) {
            SegmentSpan segment = plan.video().segments().get(i);
            ByteLayout layout = SegmentPlanner.segment(plan.video(), segment, pages);

            assertThat(layout.lengthBytes()).isEqualTo(segment.lengthBytes());
            assertThat(layout.sourceSpans())
                    .singleElement()
                    .satisfies(span -> assertThat(span.lengthBytes()).isEqualTo(25L * SAMPLE_BYTES));
            assertThat(PagePlaces.page(layout.sourceSpans().getFirst().offsetBytes()))
                    .isEqualTo(i);
        }
    }

    /** The edges are in objects of their own, after those of the pages. */
    @Test
    void segment_atTheEnds_hasItsEncodedFramesToo() {
        RungPlan plan = plan(20, 50, 83);
        TrackSamples head = edge(plan.parts().headTicks(), 2);
        TrackSamples tail = edge(plan.parts().tailTicks(), 3);
        SegmentSpan first = plan.video().segments().getFirst();
        SegmentSpan last = plan.video().segments().getLast();

        ByteLayout start = SegmentPlanner.rung(plan, first, pages, Optional.of(head), Optional.empty());
        ByteLayout end = SegmentPlanner.rung(plan, last, pages, Optional.empty(), Optional.of(tail));

        assertThat(start.sourceSpans())
                .extracting(span -> PagePlaces.page(span.offsetBytes()))
                .containsExactly(2, 0);
        assertThat(start.sourceSpans())
                .extracting(ByteSpan::lengthBytes)
                .containsExactly(5L * SAMPLE_BYTES, 25L * SAMPLE_BYTES);
        assertThat(end.sourceSpans())
                .extracting(span -> PagePlaces.page(span.offsetBytes()))
                .containsExactly(1, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentPlanner.rung(plan, first, pages, Optional.of(tail), Optional.empty()))
                .withMessageContaining("edge");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentPlanner.rung(plan, last, pages, Optional.empty(), Optional.empty()));
    }

    private static TrackSamples edge(List<Long> ticks, int page) {
        List<Sample> samples = IntStream.range(0, ticks.size())
                .mapToObj(i -> new Sample(SAMPLE_BYTES, 0, i == 0))
                .toList();
        var file = new EncodedFragments();
        file.accept(ByteBuffer.wrap(CraftedFragments.write(List.of(480), List.of(samples))));
        return file.end(1).getFirst().samples(ticks, 0).orElseThrow().movedBy(PagePlaces.start(page));
    }

    private RungPlan plan(int start, int boundary, int end) {
        return RungPlanner.plan(pages, 1, original(start, boundary, end)).orElseThrow();
    }

    /** The video of the source with segments between these frames. */
    private static TrackSegments original(int... frames) {
        var spans = new ArrayList<SegmentSpan>();
        for (int i = 0; i + 1 < frames.length; i++) {
            spans.add(span((long) frames[i] * TICKS, (long) frames[i + 1] * TICKS));
        }
        return new TrackSegments(0, 0, spans);
    }

    private static SegmentSpan span(long startTicks, long endTicks) {
        return new SegmentSpan(startTicks, endTicks, 0, 0, 0, false, 0, Optional.empty());
    }
}
