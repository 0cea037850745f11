package dev.cliprange.control;

import dev.cliprange.clip.cut.CutKind;
import dev.cliprange.clip.cut.CutOperation;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation, in the shape of the HTTP contract, with at most its first hundred changes; fewer on a long page. */
@Schema(name = "CutOperation")
record OperationResponse(
        UUID id,
        UUID sourceId,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable UUID cutListId,

        CutKind kind,
        Instant createdAt,
        @Nullable Instant undoneAt,
        long changeCount,
        List<ChangeResponse> changes) {

    OperationResponse {
        // Responses that were stored by releases without cut lists do not contain one.
        cutListId = cutListId == null ? sourceId : cutListId;
    }

    /** The state of one clip before and after; null if the clip did not exist. */
    @Schema(name = "CutOperationChange")
    record ChangeResponse(
            UUID clipId,
            @Nullable StateResponse before,
            @Nullable StateResponse after) {

        static ChangeResponse of(CutOperation.Change change) {
            return new ChangeResponse(
                    change.clipId(), StateResponse.of(change.before()), StateResponse.of(change.after()));
        }
    }

    /** The properties of a clip that an operation can change. */
    @Schema(name = "ClipState")
    record StateResponse(@Nullable String title, BigDecimal start, BigDecimal end) {

        static @Nullable StateResponse of(CutOperation.@Nullable State state) {
            return state == null
                    ? null
                    : new StateResponse(state.title(), Seconds.of(state.startUs()), Seconds.of(state.endUs()));
        }
    }

    static OperationResponse of(CutOperation operation) {
        return new OperationResponse(
                operation.id(),
                operation.list().sourceId(),
                operation.list().id(),
                operation.kind(),
                operation.createdAt(),
                operation.undoneAt(),
                operation.changeCount(),
                operation.changes().stream().map(ChangeResponse::of).toList());
    }
}
