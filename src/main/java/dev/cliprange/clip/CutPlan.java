package dev.cliprange.clip;

import dev.cliprange.clip.CutOperation.State;
import java.time.Instant;
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
     * @param fate whether there was and is to be such a clip
     */
    record Target(UUID id, State state, Fate fate) {

        /** What becomes of a clip. */
        enum Fate {
            COMES,
            STAYS,
            GOES
        }

        static Target of(Clip clip, long startUs, long endUs) {
            return of(clip, clip.title(), startUs, endUs);
        }

        static Target of(Clip clip, @Nullable String title, long startUs, long endUs) {
            return new Target(clip.id(), new State(title, startUs, endUs), Fate.STAYS);
        }

        static Target fresh(@Nullable String title, long startUs, long endUs) {
            return new Target(UUID.randomUUID(), new State(title, startUs, endUs), Fate.COMES);
        }

        static Target gone(Clip clip) {
            return new Target(clip.id(), new State(clip.title(), clip.startUs(), clip.endUs()), Fate.GOES);
        }

        boolean lives() {
            return fate != Fate.GOES;
        }

        boolean isNew() {
            return fate == Fate.COMES;
        }

        /** The row of a clip that comes. */
        Clip asNew(UUID sourceId, Instant at) {
            return new Clip(id, sourceId, state.title(), state.startUs(), state.endUs(), 0, at, at);
        }
    }

    static CutPlan of(Target... targets) {
        return new CutPlan(false, List.of(targets));
    }
}
