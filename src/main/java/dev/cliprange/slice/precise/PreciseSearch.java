package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.VideoJoint;
import dev.cliprange.codec.splice.VideoJoint.Entrance;
import dev.cliprange.timeline.ByteSpan;
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
    private final VideoJoint joint;
    private final Deque<Integer> joins = new ArrayDeque<>();
    private Entrance joinEntrance = Entrance.FREE;
    private PreciseCut cut;
    private int tailStart = -1;
    private boolean joined;

    PreciseSearch(PreciseRange range, VideoJoint joint) {
        this.range = range;
        this.joint = joint;
        this.cut = PreciseCut.whole(range);
        range.joins(joint).forEach(joins::add);
    }

    /** The source's way to join; its entry is that of all samples of the range. */
    public VideoJoint joint() {
        return joint;
    }

    /** The first step. */
    public Step start() {
        if (joins.isEmpty()) {
            return tail();
        }
        int first = joins.getFirst();
        boolean nothingBefore = range.ticks(first) == range.ticks(range.inOrder(IntStream.of(range.shown()))[0]);
        return nothingBefore && !range.hasLeading(first) ? join() : look(first);
    }

    /** The next step, once the sample asked for was looked at. */
    public Step resume(Entrance entrance) {
        if (joined) {
            return entrance == Entrance.NONE ? tailFrom(range.syncBefore(tailStart)) : found(entrance);
        }
        if (entrance != Entrance.NONE) {
            joinEntrance = entrance;
            return join();
        }
        joins.removeFirst();
        return joins.isEmpty() ? tail() : look(joins.getFirst());
    }

    private Step.Look look(int sample) {
        return new Step.Look(new ByteSpan(
                range.samples().offsetBytes(sample), Math.max(1, range.samples().sizeBytes(sample))));
    }

    private Step join() {
        cut = PreciseCut.at(range, joins.getFirst());
        return tail();
    }

    private Step tail() {
        joined = true;
        return cut.tail().length == 0 ? found(Entrance.FREE) : tailFrom(range.decodingStart(cut.tail()));
    }

    /** The tail is decoded behind the head, by the same decoder: it too needs a place to begin at. */
    private Step tailFrom(int sync) {
        tailStart = sync;
        if (sync == cut.join()) {
            return found(joinEntrance);
        }
        return sync <= headEnd() || cut.head().length == 0 ? found(Entrance.FREE) : look(sync);
    }

    private int headEnd() {
        return IntStream.of(cut.head()).max().orElse(-1) + 1;
    }

    private Step found(Entrance tailEntrance) {
        return new Step.Found(new EncodingPlan(cut, joint, joinEntrance, tailStart, tailEntrance));
    }
}
