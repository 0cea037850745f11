package dev.cliprange.source;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The background reading of a source whose index is of an earlier generation.
 *
 * @param attempts that have begun for this generation without an end, this one included
 * @param problem the code of the last failure; null if there was none
 */
@Table("index_refresh")
public record IndexRefreshRow(
        @Id UUID sourceId,
        int generation,
        int attempts,
        @Nullable String problem) {}
