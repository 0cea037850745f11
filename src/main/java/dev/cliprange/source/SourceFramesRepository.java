package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Mono;

/** The frame times of sources without an index. */
interface SourceFramesRepository extends Repository<SourceFramesRow, UUID> {

    /** The directory of one revision of the source's object; empty if there is none. */
    @Query("""
            SELECT source_id, directory AS bytes FROM source_frames
            WHERE source_id = :sourceId AND revision = :revision""")
    Mono<SourceFramesRow> find(UUID sourceId, String revision);

    /**
     * Reads bytes of the pages.
     *
     * @param from counted from 1
     */
    @Query("""
            SELECT source_id, substring(pages FROM :from FOR :length) AS bytes FROM source_frames
            WHERE source_id = :sourceId AND revision = :revision""")
    Mono<SourceFramesRow> read(UUID sourceId, String revision, int from, int length);

    /** Returns whether the row has these bytes. */
    @Query("""
            SELECT EXISTS (SELECT FROM source_frames WHERE source_id = :sourceId AND revision = :revision
                AND directory = :directory AND pages = :pages)""")
    Mono<Boolean> isStored(UUID sourceId, String revision, byte[] directory, byte[] pages);

    /** Inserts or replaces the row. Empty if the source was deleted. */
    @Query("""
            INSERT INTO source_frames (source_id, revision, directory, pages)
            SELECT id, :revision, :directory, :pages FROM source WHERE id = :sourceId
            ON CONFLICT (source_id) DO UPDATE SET revision = excluded.revision, directory = excluded.directory,
                pages = excluded.pages
            RETURNING source_id, directory AS bytes""")
    Mono<SourceFramesRow> put(UUID sourceId, String revision, byte[] directory, byte[] pages);
}
