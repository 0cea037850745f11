package dev.cliprange.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One event of the change feed.
 *
 * @param id increases with each committed change; there may be gaps
 * @param type in kebab-case, such as {@code clips-changed}
 * @param sourceId the source that was changed; null if the event concerns no source
 * @param data a JSON object, whose fields depend on the type
 */
public record ChangeEvent(long id, String type, @Nullable UUID sourceId, JsonNode data, Instant at) {

    /** The state or the media of a source has changed: {@code state}. */
    public static final String SOURCE_CHANGED = "source-changed";
    /** A source and its clips were deleted. */
    public static final String SOURCE_DELETED = "source-deleted";
    /**
     * An operation on the clips of a cut list, or its undo: {@code cutListId}, {@code clipCount} and the first {@code
     * clipIds}.
     */
    public static final String CLIPS_CHANGED = "clips-changed";
    /** A cut list was created, renamed, deleted or restored: {@code cutListId}, {@code name} and {@code deleted}. */
    public static final String CUT_LIST_CHANGED = "cut-list-changed";
    /** A job was opened, or its state, phase or progress has changed: {@code jobId}, {@code kind}, {@code state} and others. */
    public static final String JOB_CHANGED = "job-changed";
    /** The progress of a warm-up: {@code warmUpId}, {@code done}, {@code failed}, {@code total}. */
    public static final String WARM_UP_PROGRESS = "warm-up-progress";
}
