package dev.cliprange.clip.sequence;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of sequences. */
@Repository
class SequenceRepository {

    private final DatabaseClient database;

    SequenceRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<Sequence> insert(UUID id, @Nullable String title, List<UUID> clipIds) {
        return database.sql("""
                        INSERT INTO sequence (id, title, clip_ids) VALUES (:id, :title, :clipIds) RETURNING *""")
                .bind("id", id)
                .bind("title", Parameters.in(R2dbcType.VARCHAR, title))
                .bind("clipIds", clipIds.toArray(UUID[]::new))
                .map(SequenceRepository::sequence)
                .one();
    }

    Mono<Sequence> find(UUID id) {
        return database.sql("SELECT * FROM sequence WHERE id = :id")
                .bind("id", id)
                .map(SequenceRepository::sequence)
                .one();
    }

    /** Lists sequences after {@code (createdAt, id)} in the order of creation, at most {@code limit}. */
    Flux<Sequence> findAfter(Instant createdAt, UUID id, int limit) {
        return database.sql("""
                        SELECT * FROM sequence WHERE (created_at, id) > (:createdAt, :id)
                        ORDER BY created_at, id LIMIT :limit""")
                .bind("createdAt", createdAt)
                .bind("id", id)
                .bind("limit", limit)
                .map(SequenceRepository::sequence)
                .all();
    }

    /** Deletes the row and returns its id; empty if there was none. */
    Mono<UUID> delete(UUID id) {
        return database.sql("DELETE FROM sequence WHERE id = :id RETURNING id")
                .bind("id", id)
                .map(row -> Objects.requireNonNull(row.get("id", UUID.class)))
                .one();
    }

    private static Sequence sequence(Readable row) {
        return new Sequence(
                Objects.requireNonNull(row.get("id", UUID.class)),
                row.get("title", String.class),
                List.of(Objects.requireNonNull(row.get("clip_ids", UUID[].class))),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }
}
