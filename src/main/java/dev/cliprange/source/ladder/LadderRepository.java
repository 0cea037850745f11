package dev.cliprange.source.ladder;

import dev.cliprange.slice.rendition.Rung;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of ladders, at most one for each source. */
@Repository
public class LadderRepository {

    private final DatabaseClient database;

    LadderRepository(DatabaseClient database) {
        this.database = database;
    }

    /** The ladder of a source, also if it was made of an earlier revision. */
    public Mono<Ladder> find(UUID sourceId) {
        return database.sql("SELECT * FROM ladder WHERE source_id = :sourceId")
                .bind("sourceId", sourceId)
                .map(LadderRepository::ladder)
                .one();
    }

    /**
     * Writes the row, replaces the earlier one, and makes the streams of the source offer it. Empty if the source does not
     * exist. To be called in a transaction.
     */
    Mono<Ladder> put(Ladder ladder) {
        return insert(ladder)
                .delayUntil(put -> database.sql("""
                        UPDATE source SET ladder_id = :id, ladder_revision = :revision,
                            ladder_generation = :generation, row_version = row_version + 1, updated_at = now()
                        WHERE id = :sourceId""")
                        .bind("id", ladder.id())
                        .bind("revision", ladder.revision())
                        .bind("generation", ladder.generation())
                        .bind("sourceId", ladder.sourceId())
                        .then());
    }

    /** A folder of the work storage, named by a ladder or by the job that makes one. */
    record Folder(UUID sourceId, UUID id) {}

    /** The folders of the ladders of some sources, and of their jobs that have parts. */
    Flux<Folder> folders(UUID[] sourceIds) {
        return database.sql("""
                        SELECT source_id, id FROM ladder WHERE source_id = ANY(:ids)
                        UNION
                        SELECT job.source_id, job.id FROM job JOIN job_part ON job_part.job_id = job.id
                            WHERE job.source_id = ANY(:ids)""")
                .bind("ids", sourceIds)
                .map(row -> new Folder(required(row.get("source_id", UUID.class)), required(row.get("id", UUID.class))))
                .all();
    }

    private Mono<Ladder> insert(Ladder ladder) {
        return database.sql("""
                        INSERT INTO ladder
                            (id, source_id, revision, generation, sides, rates, directory, pages_key, objects)
                        SELECT :id, source.id, :revision, :generation, :sides, :rates, :directory, :pagesKey, :objects
                            FROM source WHERE source.id = :sourceId
                        ON CONFLICT (source_id) DO UPDATE SET id = excluded.id, revision = excluded.revision,
                            generation = excluded.generation, sides = excluded.sides, rates = excluded.rates,
                            directory = excluded.directory, pages_key = excluded.pages_key, objects = excluded.objects
                        RETURNING *""")
                .bind("id", ladder.id())
                .bind("sourceId", ladder.sourceId())
                .bind("revision", ladder.revision())
                .bind("generation", ladder.generation())
                .bind("sides", ladder.rungs().stream().map(Rung::shortSide).toArray(Integer[]::new))
                .bind(
                        "rates",
                        ladder.rungs().stream().map(Rung::mostBitsPerSecond).toArray(Long[]::new))
                .bind("directory", ladder.directory())
                .bind("pagesKey", ladder.pagesKey())
                .bind("objects", ladder.objects().toArray(new String[0]))
                .map(LadderRepository::ladder)
                .one();
    }

    private static Ladder ladder(Readable row) {
        return new Ladder(
                required(row.get("id", UUID.class)),
                required(row.get("source_id", UUID.class)),
                required(row.get("revision", String.class)),
                required(row.get("generation", Integer.class)),
                rungs(required(row.get("sides", Integer[].class)), required(row.get("rates", Long[].class))),
                required(row.get("directory", byte[].class)),
                required(row.get("pages_key", String.class)),
                List.of(required(row.get("objects", String[].class))));
    }

    private static List<Rung> rungs(Integer[] sides, Long[] rates) {
        return IntStream.range(0, sides.length)
                .mapToObj(i -> new Rung(sides[i], rates[i]))
                .toList();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
