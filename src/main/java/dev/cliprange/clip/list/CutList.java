package dev.cliprange.clip.list;

import dev.cliprange.clip.CutListKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A named set of clips of one source, as its row in the database.
 *
 * @param id the id of the source for the list {@code main}
 * @param name unique among the lists of the source that are not deleted
 * @param rowVersion counts the changes of the row, not those of the clips
 */
public record CutList(UUID id, UUID sourceId, String name, long rowVersion, Instant createdAt, Instant updatedAt) {

    /** The number of lists that a source has at most, with {@code main}. */
    public static final int MOST_LISTS = 1000;

    public CutListKey key() {
        return new CutListKey(sourceId, id);
    }
}
