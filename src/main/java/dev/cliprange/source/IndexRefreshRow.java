package dev.cliprange.source;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The background reading of a source whose index is of an earlier generation.
 *
 * @param attempts begun for this generation and not completed, including this one
 * @param problem the code of the last failure; null if there was none
 */
@Table("index_refresh")
public record IndexRefreshRow(
        @Id UUID sourceId,
        int generation,
        int attempts,
        @Nullable String problem) {}
