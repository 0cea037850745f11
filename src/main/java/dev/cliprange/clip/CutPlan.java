package dev.cliprange.clip;

import dev.cliprange.clip.CutOperation.State;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operation makes of a source's clips.
 *
 * @param clearsSource whether every clip goes before the targets come
 * @param targets clips as they are to be; what is not named stays as it is
 */
record CutPlan(boolean clearsSource, List<Target> targets) {

    CutPlan {
        targets = List.copyOf(targets);
    }

    /**
     * One clip as it is to be.
     *
     * @param state the range is kept, too, where the clip is to go
     * @param lives whether there is to be such a clip
     */
    record Target(UUID id, State state, boolean lives) {

        static Target of(Clip clip, long startUs, long endUs) {
            return of(clip, clip.title(), startUs, endUs);
        }

        static Target of(Clip clip, @Nullable String title, long startUs, long endUs) {
            return new Target(clip.id(), new State(title, startUs, endUs), true);
        }

        static Target fresh(@Nullable String title, long startUs, long endUs) {
            return new Target(UUID.randomUUID(), new State(title, startUs, endUs), true);
        }

        static Target gone(Clip clip) {
            return new Target(clip.id(), new State(clip.title(), clip.startUs(), clip.endUs()), false);
        }

        TimeRange range() {
            return new TimeRange(state.startUs(), state.endUs());
        }
    }

    static CutPlan of(Target... targets) {
        return new CutPlan(false, List.of(targets));
    }
}
