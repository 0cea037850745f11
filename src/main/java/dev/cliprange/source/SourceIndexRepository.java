package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of indexes. */
interface SourceIndexRepository extends Repository<SourceIndexRow, UUID> {

    @Query("SELECT source_id, revision, directory, pages_key, generation FROM source_index WHERE source_id = :sourceId")
    Mono<SourceIndexRow> findBySource(UUID sourceId);

    @Query("SELECT pages_key FROM source_index WHERE source_id = ANY(:sourceIds)")
    Flux<String> findPagesKeys(UUID[] sourceIds);

    /** Inserts or replaces the row. Empty if the source was deleted. */
    @Query("""
            INSERT INTO source_index (source_id, revision, directory, pages_key)
            SELECT id, :revision, :directory, :pagesKey FROM source WHERE id = :sourceId
            ON CONFLICT (source_id) DO UPDATE SET revision = excluded.revision, directory = excluded.directory,
                pages_key = excluded.pages_key, created_at = now()
            RETURNING source_id, revision, directory, pages_key, generation""")
    Mono<SourceIndexRow> put(UUID sourceId, String revision, byte[] directory, String pagesKey);
}
