package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.cut.CutOperation.State;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operation makes of a source's clips.
 *
 * @param clearsSource whether every clip goes before the targets come, which are new ones then
 * @param targets clips as they are to be; what is not named stays as it is
 */
record CutPlan(boolean clearsSource, List<Target> targets) {

    CutPlan {
        targets = List.copyOf(targets);
        if (clearsSource && targets.stream().anyMatch(target -> target.before() != null)) {
            throw new IllegalArgumentException("targets: clips that are to go (expected: new ones)");
        }
    }

    /**
     * One clip as it is, under the lock, and as it is to be.
     *
     * @param before null if there is no such clip
     * @param after null if there is to be none
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

        /** As it is to be; of a clip that goes, as it was: the row keeps its range. */
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
                .map(target -> new TimeRange(target.state().startUs(), target.state().endUs()))
                .toList();
    }

    static CutPlan of(Target... targets) {
        return new CutPlan(false, List.of(targets));
    }

    /** New clips in the place of all there are. */
    static CutPlan insteadOfAll(List<Target> targets) {
        return new CutPlan(true, targets);
    }
}
