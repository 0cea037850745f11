package dev.cliprange.clip.cut;

import dev.cliprange.clip.CutListKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry in the log of a cut list: the changes that one transaction made to its clips.
 *
 * @param list which may be deleted
 * @param number grows with every operation of a source
 * @param undoneAt null unless the operation was undone
 * @param changeCount the number of clips that were changed
 * @param changes the first of them in the order of their start, up to a limit of the query
 */
public record CutOperation(
        UUID id,
        CutListKey list,
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
     * The state of one clip before and after an operation.
     *
     * @param before null if the operation made the clip
     * @param after null if the operation deleted the clip
     */
    public record Change(
            UUID clipId, @Nullable State before, @Nullable State after) {}

    /** The properties of a clip that an operation can change. */
    public record State(@Nullable String title, long startUs, long endUs) {}
}
