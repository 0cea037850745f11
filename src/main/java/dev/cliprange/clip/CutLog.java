package dev.cliprange.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What was done to the clips of a source, and taking the newest of it back. */
@Service
class CutLog {

    private final CutLogRepository cutLog;
    private final CutTransaction transaction;
    private final SourceTurns turns;
    private final SourceService sources;

    CutLog(CutLogRepository cutLog, CutTransaction transaction, SourceTurns turns, SourceService sources) {
        this.cutLog = cutLog;
        this.transaction = transaction;
        this.turns = turns;
        this.sources = sources;
    }

    /** At most {@code limit} operations of a source behind a cursor, newest first.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    Mono<List<CutOperation>> list(UUID sourceId, Cursor after, int limit) {
        long before = after.equals(Cursor.START) ? Long.MAX_VALUE : after.position();
        return sources.get(sourceId).flatMap(source -> cutLog.findBefore(sourceId, before, limit));
    }

    /** @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST */
    <T> Mono<ResponseEntity<T>> undo(UUID operationId, Function<CutOperation, Mono<ResponseEntity<T>>> answer) {
        return cutLog.findById(operationId)
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.OPERATION_UNKNOWN, "No operation has this id; it may have gone with its source.")))
                .flatMap(operation -> turns.take(operation.sourceId(), transaction.undo(operation, answer)));
    }
}
