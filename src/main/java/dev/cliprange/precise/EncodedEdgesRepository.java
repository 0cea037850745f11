package dev.cliprange.precise;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows that name the encoded edges of a version of a clip. The first one that is stored is kept. */
interface EncodedEdgesRepository extends Repository<EncodedEdgesRow, UUID> {

    @Query("SELECT source_id, version, digest FROM clip_boundary WHERE source_id = :sourceId AND version = :version")
    Mono<EncodedEdgesRow> find(UUID sourceId, String version);

    /** Returns the rows of these sources with these names, which are {@code version/digest}. */
    @Query("""
            SELECT source_id, version, digest FROM clip_boundary
            WHERE source_id = ANY(:sourceIds) AND version || '/' || digest = ANY(:names)""")
    Flux<EncodedEdgesRow> findNamed(UUID[] sourceIds, String[] names);

    /** Inserts the row. Empty if there is one already, which is kept, or if the source was deleted. */
    @Query("""
            INSERT INTO clip_boundary (source_id, version, digest)
            SELECT id, :version, :digest FROM source WHERE id = :sourceId
            ON CONFLICT (source_id, version) DO NOTHING
            RETURNING source_id, version, digest""")
    Mono<EncodedEdgesRow> insert(UUID sourceId, String version, String digest);

    /** Deletes a row whose object is missing or damaged. */
    @Query("""
            DELETE FROM clip_boundary WHERE source_id = :sourceId AND version = :version AND digest = :digest
            RETURNING source_id, version, digest""")
    Mono<EncodedEdgesRow> delete(UUID sourceId, String version, String digest);
}
