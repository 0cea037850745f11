package dev.cliprange.clip;

import dev.cliprange.timeline.TimeRange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A time range of one source, as its row in the database. A query selects the columns of {@link #COLUMNS}.
 *
 * @param cutListId the list that the clip belongs to. It never changes
 * @param startUs in microseconds, on a frame boundary of the source
 * @param endUs the first microsecond after the clip, on a frame boundary
 * @param rowVersion counts the changes of the row, including those of the title
 */
@Table("clip")
public record Clip(
        @Id UUID id,
        UUID sourceId,
        UUID cutListId,
        @Nullable String title,
        long startUs,
        long endUs,
        long rowVersion,
        Instant createdAt,
        Instant updatedAt) {

    /** The columns of a row. In the table, the list {@code main} is null. */
    public static final String COLUMNS = "id, source_id, coalesce(cut_list_id, source_id) AS cut_list_id, title,"
            + " start_us, end_us, row_version, created_at, updated_at";

    /** Returns the list that the clip belongs to. */
    public CutListKey cutList() {
        return new CutListKey(sourceId, cutListId);
    }

    public TimeRange range() {
        return new TimeRange(startUs, endUs);
    }
}
