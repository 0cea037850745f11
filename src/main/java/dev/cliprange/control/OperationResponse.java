package dev.cliprange.control;

import dev.cliprange.clip.cut.CutOperation;
import dev.cliprange.web.Seconds;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A cut operation as the HTTP contract shows it; of many changes the first hundred, or fewer on a long page. */
record OperationResponse(
        UUID id,
        UUID sourceId,
        String kind,
        Instant createdAt,
        @Nullable Instant undoneAt,
        long changeCount,
        List<ChangeResponse> changes) {

    /** One clip before and after; null where there was or is none. */
    record ChangeResponse(
            UUID clipId,
            @Nullable StateResponse before,
            @Nullable StateResponse after) {

        static ChangeResponse of(CutOperation.Change change) {
            return new ChangeResponse(
                    change.clipId(), StateResponse.of(change.before()), StateResponse.of(change.after()));
        }
    }

    /** What an operation can change about a clip. */
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
                operation.sourceId(),
                operation.kind().kebabCase(),
                operation.createdAt(),
                operation.undoneAt(),
                operation.changeCount(),
                operation.changes().stream().map(ChangeResponse::of).toList());
    }
}
