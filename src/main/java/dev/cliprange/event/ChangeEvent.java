package dev.cliprange.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the feed.
 *
 * @param id grows from each committed change to the next; there may be gaps
 * @param type in kebab-case, as {@code clips-changed}
 * @param sourceId the source it is about; null where it is about none
 * @param data an object, by type
 */
public record ChangeEvent(long id, String type, @Nullable UUID sourceId, JsonNode data, Instant at) {

    /** The state or media of a source is another: {@code state}. */
    public static final String SOURCE_CHANGED = "source-changed";
    /** A source is gone, and its clips with it. */
    public static final String SOURCE_DELETED = "source-deleted";
    /** An operation on the clips of a source, or its undoing: {@code clipCount}, of many clips the first {@code clipIds}. */
    public static final String CLIPS_CHANGED = "clips-changed";
    /** How far a warm-up has come: {@code warmUpId}, {@code done}, {@code failed}, {@code total}. */
    public static final String WARM_UP_PROGRESS = "warm-up-progress";
}
