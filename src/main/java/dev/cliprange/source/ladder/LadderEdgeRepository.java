package dev.cliprange.source.ladder;

import dev.cliprange.slice.rendition.EncodedPage;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The rows of the encoded frames at the ends of clips. */
@Repository
class LadderEdgeRepository {

    private final DatabaseClient database;

    LadderEdgeRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<LadderEdge> find(UUID ladderId, String name) {
        return database.sql("SELECT object_key, page FROM ladder_edge WHERE ladder_id = :ladderId AND name = :name")
                .bind("ladderId", ladderId)
                .bind("name", name)
                .map(row -> new LadderEdge(
                        required(row.get("object_key", String.class)),
                        EncodedPage.decode(required(row.get("page", byte[].class)))))
                .one();
    }

    /** Writes a row unless there is one. Returns the row that there is; empty if the ladder was replaced. */
    Mono<LadderEdge> put(UUID ladderId, String name, LadderEdge edge) {
        return database.sql("""
                        INSERT INTO ladder_edge (ladder_id, name, object_key, page)
                        SELECT id, :name, :key, :page FROM ladder WHERE id = :ladderId
                        ON CONFLICT (ladder_id, name) DO NOTHING""")
                .bind("ladderId", ladderId)
                .bind("name", name)
                .bind("key", edge.key())
                .bind("page", edge.page().encode())
                .then()
                .then(Mono.defer(() -> find(ladderId, name)));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
