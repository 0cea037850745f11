package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.cut.CutOperation.State;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The clips of a cut list as an operation will leave them.
 *
 * @param clearsList whether all clips are deleted first; the targets are new clips then
 * @param targets the clips that are made, changed or deleted; other clips stay unchanged
 */
record CutPlan(boolean clearsList, List<Target> targets) {

    CutPlan {
        targets = List.copyOf(targets);
        if (clearsList && targets.stream().anyMatch(target -> target.before() != null)) {
            throw new IllegalArgumentException("targets: clips that are to go (expected: new ones)");
        }
    }

    /**
     * The state of one clip before and after the operation.
     *
     * @param before the state under the lock; null for a new clip
     * @param after null for a clip that is deleted
     */
    record Target(UUID id, @Nullable State before, @Nullable State after) {

        static Target of(Clip clip, long startUs, long endUs) {
            return of(clip, clip.title(), startUs, endUs);
        }

        static Target of(Clip clip, @Nullable String title, long startUs, long endUs) {
            return new Target(clip.id(), stateOf(clip), new State(title, startUs, endUs));
        }

        static Target fresh(@Nullable String title, long startUs, long endUs) {
            return new Target(UUID.randomUUID(), null, new State(title, startUs, endUs));
        }

        static Target gone(Clip clip) {
            return new Target(clip.id(), stateOf(clip), null);
        }

        /** Returns the state after the operation. A clip that is deleted keeps its former state in its row. */
        State state() {
            return Objects.requireNonNull(after == null ? before : after);
        }

        boolean lives() {
            return after != null;
        }

        private static State stateOf(Clip clip) {
            return new State(clip.title(), clip.startUs(), clip.endUs());
        }
    }

    /** Returns the ranges of the clips that the plan leaves, in the order of the targets. */
    List<TimeRange> ranges() {
        return targets.stream()
                .filter(Target::lives)
                .map(target ->
                        new TimeRange(target.state().startUs(), target.state().endUs()))
                .toList();
    }

    static CutPlan of(Target... targets) {
        return new CutPlan(false, List.of(targets));
    }

    /** Returns a plan that replaces all clips by new ones. */
    static CutPlan insteadOfAll(List<Target> targets) {
        return new CutPlan(true, targets);
    }
}
