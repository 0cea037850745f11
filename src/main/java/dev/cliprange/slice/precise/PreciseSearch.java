package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.codec.splice.VideoSplicer.SplicePoint;
import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * Searches for the sample where copying can begin. The index does not know at which sync samples a decoder can switch.
 * The search names samples whose first bytes must be examined, and its caller returns the result.
 */
public final class PreciseSearch {

    /** The next step. */
    public sealed interface Step {
        /** @param span a sample of the source; its first bytes are enough */
        record Look(ByteSpan span) implements Step {}

        /** The result of the search. */
        record Found(EncodingPlan plan) implements Step {}
    }

    private final PreciseRange range;
    private final VideoSplicer splicer;
    private final Deque<Integer> candidates = new ArrayDeque<>();
    private SplicePoint copyPoint = SplicePoint.ANY;
    private PreciseCut cut;
    private int tailStart = -1;
    private boolean copyDecided;

    PreciseSearch(PreciseRange range, VideoSplicer splicer) {
        this.range = range;
        this.splicer = splicer;
        this.cut = PreciseCut.whole(range);
        range.copyStarts(splicer).forEach(candidates::add);
    }

    /** The splicer for the sample entry of the range. */
    public VideoSplicer splicer() {
        return splicer;
    }

    /** Returns the first step. */
    public Step start() {
        if (candidates.isEmpty()) {
            return tail();
        }
        int first = candidates.getFirst();
        boolean nothingBefore = range.ticks(first) == range.ticks(range.inOrder(IntStream.of(range.shown()))[0]);
        return nothingBefore && !range.hasLeading(first) ? copyFromFirst() : look(first);
    }

    /**
     * Continues the search.
     *
     * @param point the result for the requested sample
     */
    public Step resume(SplicePoint point) {
        if (copyDecided) {
            return point == SplicePoint.NONE ? tailFrom(range.syncBefore(tailStart)) : found(point);
        }
        if (point != SplicePoint.NONE) {
            copyPoint = point;
            return copyFromFirst();
        }
        candidates.removeFirst();
        return candidates.isEmpty() ? tail() : look(candidates.getFirst());
    }

    private Step.Look look(int sample) {
        return new Step.Look(new ByteSpan(
                range.samples().offsetBytes(sample), Math.max(1, range.samples().sizeBytes(sample))));
    }

    private Step copyFromFirst() {
        cut = PreciseCut.at(range, candidates.getFirst());
        return tail();
    }

    private Step tail() {
        copyDecided = true;
        return cut.tail().length == 0 ? found(SplicePoint.ANY) : tailFrom(range.decodingStart(cut.tail()));
    }

    /** The same decoder decodes the tail after the head, so the tail needs a splice point too. */
    private Step tailFrom(int sync) {
        tailStart = sync;
        if (sync == cut.copyStart()) {
            return found(copyPoint);
        }
        return sync <= headEnd() || cut.head().length == 0 ? found(SplicePoint.ANY) : look(sync);
    }

    private int headEnd() {
        return IntStream.of(cut.head()).max().orElse(-1) + 1;
    }

    private Step found(SplicePoint tailPoint) {
        return new Step.Found(new EncodingPlan(cut, splicer, copyPoint, tailStart, tailPoint));
    }
}
