package dev.cliprange.clip.cut;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a source's log: what was done to its clips in one transaction.
 *
 * @param number grows with every operation of a source
 * @param undoneAt null while it holds
 * @param changeCount how many clips it changed
 * @param changes the first of them by start, at most as many as were asked for
 */
public record CutOperation(
        UUID id,
        UUID sourceId,
        long number,
        CutKind kind,
        Instant createdAt,
        @Nullable Instant undoneAt,
        long changeCount,
        List<Change> changes) {

    public CutOperation {
        changes = List.copyOf(changes);
    }

    /**
     * One clip before and after.
     *
     * @param before null if there was no such clip
     * @param after null if there is none any more
     */
    public record Change(
            UUID clipId, @Nullable State before, @Nullable State after) {}

    /** What can change about a clip. */
    public record State(@Nullable String title, long startUs, long endUs) {}
}
