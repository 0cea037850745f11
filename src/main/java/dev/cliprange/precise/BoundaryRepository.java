package dev.cliprange.precise;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Mono;

/** Which encoded bytes belong to a version of a clip: the first ones that were stored. */
interface BoundaryRepository extends Repository<BoundaryRow, UUID> {

    @Query("SELECT source_id, version, digest FROM clip_boundary WHERE source_id = :sourceId AND version = :version")
    Mono<BoundaryRow> find(UUID sourceId, String version);

    /** Puts the row there, unless another one is: then that one stays. Empty when it stayed, or the source is gone. */
    @Query("""
            INSERT INTO clip_boundary (source_id, version, digest)
            SELECT id, :version, :digest FROM source WHERE id = :sourceId
            ON CONFLICT (source_id, version) DO NOTHING
            RETURNING source_id, version, digest""")
    Mono<BoundaryRow> insert(UUID sourceId, String version, String digest);

    /** Takes away a row whose object turned out to be gone or damaged. */
    @Query("""
            DELETE FROM clip_boundary WHERE source_id = :sourceId AND version = :version AND digest = :digest
            RETURNING source_id, version, digest""")
    Mono<BoundaryRow> delete(UUID sourceId, String version, String digest);
}
