package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.TimePoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes plans of operations, from clips and from points that were snapped. Reads nothing. */
final class CutPlans {

    private CutPlans() {}

    /** @throws FailureException RANGE_EMPTY */
    static CutPlan create(@Nullable String title, long startUs, long endUs) {
        requireFrame(startUs, endUs);
        return CutPlan.of(Target.fresh(title, startUs, endUs));
    }

    /**
     * Returns the plan of a change of one clip.
     *
     * @param ends what the points of the change snap to, in their order
     * @throws FailureException RANGE_EMPTY
     */
    static CutPlan change(Clip clip, ClipChange change, List<Long> ends) {
        long startUs = change.start() == null ? clip.startUs() : ends.getFirst();
        long endUs = change.end() == null ? clip.endUs() : ends.getLast();
        requireFrame(startUs, endUs);
        String title = change.title() == null ? clip.title() : change.title();
        return CutPlan.of(Target.of(clip, title, startUs, endUs));
    }

    static CutPlan delete(Clip clip) {
        return CutPlan.of(Target.gone(clip));
    }

    /** @throws FailureException RANGE_EMPTY */
    static CutPlan split(Clip clip, long atUs) {
        requireFrame(clip.startUs(), atUs);
        requireFrame(atUs, clip.endUs());
        return CutPlan.of(Target.of(clip, clip.startUs(), atUs), Target.fresh(clip.title(), atUs, clip.endUs()));
    }

    /**
     * Returns the plan of a partition of a source.
     *
     * @param cutsUs what the points snap to, in their order
     * @throws FailureException RANGE_EMPTY
     */
    static CutPlan partition(long durationUs, List<TimePoint> cutPoints, List<Long> cutsUs) {
        List<Long> sorted = cutsUs.stream().sorted().toList();
        List<Target> targets = new ArrayList<>(sorted.size() + 1);
        long startUs = 0;
        for (int i = 0; i <= sorted.size(); i++) {
            long endUs = i < sorted.size() ? sorted.get(i) : durationUs;
            if (endUs <= startUs) {
                int cut = cutsUs.lastIndexOf(i < sorted.size() ? endUs : startUs);
                throw cut < 0 ? noFrame() : noFrame().causedBy(cutPoints.get(cut));
            }
            targets.add(Target.fresh(null, startUs, endUs));
            startUs = endUs;
        }
        return CutPlan.insteadOfAll(targets);
    }

    /** @throws FailureException CLIPS_NOT_ADJACENT, also for clips of two cut lists */
    static CutPlan merge(Clip clip, Clip neighbour) {
        boolean adjacent = clip.cutList().equals(neighbour.cutList())
                && (clip.endUs() == neighbour.startUs() || neighbour.endUs() == clip.startUs());
        if (!adjacent) {
            throw notAdjacent();
        }
        long startUs = Math.min(clip.startUs(), neighbour.startUs());
        long endUs = Math.max(clip.endUs(), neighbour.endUs());
        return CutPlan.of(Target.of(clip, startUs, endUs), Target.gone(neighbour));
    }

    /** @throws FailureException RANGE_EMPTY */
    static CutPlan moveBoundary(Clip left, Clip right, long toUs) {
        requireFrame(left.startUs(), toUs);
        requireFrame(toUs, right.endUs());
        return CutPlan.of(Target.of(left, left.startUs(), toUs), Target.of(right, toUs, right.endUs()));
    }

    static FailureException notAdjacent() {
        return new FailureException(
                Failure.CLIPS_NOT_ADJACENT,
                "The clips must be in one cut list, and one must end exactly where the other one starts.");
    }

    private static void requireFrame(long startUs, long endUs) {
        if (endUs <= startUs) {
            throw noFrame();
        }
    }

    private static FailureException noFrame() {
        return new FailureException(
                Failure.RANGE_EMPTY,
                "A clip must contain at least one frame: its end must be at least one frame after its start.");
    }
}
