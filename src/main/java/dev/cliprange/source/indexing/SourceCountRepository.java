package dev.cliprange.source.indexing;

import dev.cliprange.source.SourceState;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts the rows of sources. */
@Component
class SourceCountRepository {

    private final DatabaseClient database;

    SourceCountRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Counts the sources by state. States without sources are absent. */
    Mono<Map<SourceState, Long>> counts() {
        return database.sql("SELECT state, count(*) AS sources FROM source GROUP BY state")
                .map((row, metadata) -> Map.entry(
                        SourceState.valueOf(required(row.get("state", String.class))),
                        required(row.get("sources", Long.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
