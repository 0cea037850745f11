package dev.cliprange.clip;

import dev.cliprange.timeline.TimeRange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A time range of one source, as its row in the database.
 *
 * @param startUs in microseconds, on a frame boundary of the source
 * @param endUs the first microsecond after the clip, on a frame boundary
 * @param rowVersion counts the changes of the row, including those of the title
 */
@Table("clip")
public record Clip(
        @Id UUID id,
        UUID sourceId,
        @Nullable String title,
        long startUs,
        long endUs,
        long rowVersion,
        Instant createdAt,
        Instant updatedAt) {

    public TimeRange range() {
        return new TimeRange(startUs, endUs);
    }
}
