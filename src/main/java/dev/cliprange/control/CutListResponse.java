package dev.cliprange.control;

import dev.cliprange.clip.list.CutList;
import dev.cliprange.web.EntityTag;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * A cut list, in the shape of the HTTP contract.
 *
 * @param id the id of the source for the list {@code main}
 * @param etag the entity tag of the list, for {@code If-Match}. It does not cover the clips
 */
@Schema(name = "CutList")
record CutListResponse(UUID id, UUID sourceId, String name, String etag, Instant createdAt, Instant updatedAt) {

    static CutListResponse of(CutList list) {
        return new CutListResponse(
                list.id(),
                list.sourceId(),
                list.name(),
                EntityTag.of(list.rowVersion()),
                list.createdAt(),
                list.updatedAt());
    }
}
