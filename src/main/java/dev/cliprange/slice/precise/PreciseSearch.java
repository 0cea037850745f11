package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.codec.splice.VideoSplicer.SplicePoint;
import dev.cliprange.mp4.ByteSpan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * Looks for the sample that copying can begin with. An index does not say whether a sync sample lets a decoder forget all
 * before it, so this names samples whose first bytes must be looked at, and its caller comes back with what they are.
 */
public final class PreciseSearch {

    /** What is to be done next. */
    public sealed interface Step {
        /** @param span of a sample of the source; its first bytes are enough */
        record Look(ByteSpan span) implements Step {}

        /** The search is over. */
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

    /** The source's way to join; its entry is that of all samples of the range. */
    public VideoSplicer splicer() {
        return splicer;
    }

    /** The first step. */
    public Step start() {
        if (candidates.isEmpty()) {
            return tail();
        }
        int first = candidates.getFirst();
        boolean nothingBefore = range.ticks(first) == range.ticks(range.inOrder(IntStream.of(range.shown()))[0]);
        return nothingBefore && !range.hasLeading(first) ? copyFromFirst() : look(first);
    }

    /** The next step, once the sample asked for was looked at. */
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

    /** The tail is decoded behind the head, by the same decoder: it too needs a place to begin at. */
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
