package dev.cliprange.slice.precise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cliprange.codec.splice.VideoSplicer.SplicePoint;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.SyntheticSource;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a source with a sync sample each 25 frames, in which each second frame is decoded before the one shown before it. */
class PrecisePlannerTest {

    private static final int FRAME_US = 40_000;

    private final PrecisePlanner planner = new PrecisePlanner(SlicePlanner.DEFAULT_MAX_GAP_BYTES);

    @TempDir
    Path folder;

    private SourceFile source;

    @BeforeEach
    void write() throws IOException {
        source = SyntheticSource.write(folder.resolve("source.mp4"));
    }

    @ParameterizedTest
    @CsvSource({
        // The frame at the end is decoded behind the one after it.
        "5, 31, 20, 5, 1",
        "5, 32, 20, 7, 0",
        "25, 50, 0, 25, 0",
        "25, 49, 0, 23, 1",
        "5, 24, 19, 0, 0",
        "24, 26, 1, 1, 0",
        "99, 100, 1, 0, 0",
    })
    void plan_ofARange_copiesWhatCanBeCopied(int start, int end, int head, int copied, int tail) {
        EncodingPlan plan = plan(start, end, SplicePoint.ANY);

        assertThat(List.of(plan.headFrames(), plan.copiedFrames(), plan.tailFrames()))
                .containsExactly(head, copied, tail);
        assertThat(PrecisePlanner.copyIsPrecise(source.directory(), source.pages(range(start, end)), range(start, end)))
                .isEqualTo(head + tail == 0);
        assertThat(PrecisePlanner.mayCopy(source.directory(), source.pages(range(start, end)), range(start, end)))
                .isEqualTo(copied > 0);
    }

    @Test
    void plan_whereNoSampleLetsTheDecoderForget_encodesAll() {
        EncodingPlan plan = plan(5, 80, SplicePoint.NONE);

        assertThat(plan.headFrames()).isEqualTo(75);
        assertThat(plan.copiedFrames()).isZero();
        assertThat(plan.headUs()).isEqualTo(75L * FRAME_US);
    }

    @Test
    void layout_ofEncodedFrames_putsThemBeforeAndBehindTheCopiedOnes() {
        EncodedEdges boundary = boundary(20, 1);

        ByteLayout layout = layout(EncodedEdges.decode(boundary.encode()));

        List<ByteLayout.Piece> pieces = layout.pieces();
        assertThat(pieces).hasSize(4);
        assertThat(pieces.get(1).lengthBytes()).isEqualTo(20 * 10);
        assertThat(pieces.get(2)).isInstanceOf(ByteLayout.Piece.OfSource.class);
        assertThat(pieces.get(3).lengthBytes()).isEqualTo(10);
        assertThat(layout.lengthBytes())
                .isEqualTo(
                        pieces.stream().mapToLong(ByteLayout.Piece::lengthBytes).sum());
    }

    @Test
    void layout_ofABoundaryForAnotherRange_isRefused() {
        EncodedEdges other = boundary(19, 1);

        assertThatIllegalArgumentException().isThrownBy(() -> layout(other));
    }

    @Test
    void boundary_cutOffAnywhere_isRefused() {
        byte[] whole = boundary(20, 1).encode();

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> EncodedEdges.decode(part));
        }
    }

    private EncodedEdges boundary(int head, int tail) {
        var samples = new ArrayList<byte[]>();
        IntStream.range(0, head + tail).forEach(i -> samples.add(new byte[10]));
        var sync = new boolean[head + tail];
        sync[0] = true;
        sync[head] = true;
        var entry = source.directory().tracks().getFirst().entries().getFirst();
        return EncodedEdges.of(25, 30, head, entry, samples, sync);
    }

    private ByteLayout layout(EncodedEdges boundary) {
        TimeRange range = range(5, 31);
        return planner.layout(source.directory(), source.pages(range), range, boundary);
    }

    private EncodingPlan plan(int start, int end, SplicePoint entrance) {
        TimeRange range = range(start, end);
        PreciseSearch search = planner.search(source.directory(), source.pages(range), range);
        PreciseSearch.Step step = search.start();
        while (step instanceof PreciseSearch.Step.Look) {
            step = search.resume(entrance);
        }
        return ((PreciseSearch.Step.Found) step).plan();
    }

    private static TimeRange range(int start, int end) {
        return new TimeRange((long) start * FRAME_US, (long) end * FRAME_US);
    }
}
