package dev.cliprange.clip.cut;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What was done to the clips of a source, and taking the newest of it back. */
@Service
public class CutLog {

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
    public Mono<List<CutOperation>> list(UUID sourceId, Cursor after, int limit) {
        long before = after.equals(Cursor.START) ? Long.MAX_VALUE : after.position();
        return sources.get(sourceId).flatMap(source -> cutLog.findBefore(sourceId, before, limit));
    }

    /** The entity tag of all clips of a source: names the newest operation that holds, and so the state it left. */
    public Mono<String> tag(UUID sourceId) {
        return cutLog.findNewest(sourceId)
                .map(UUID::toString)
                .defaultIfEmpty("none")
                .map(EntityTag::quoted);
    }

    /** @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST, PRECONDITION_FAILED */
    public <T> Mono<ResponseEntity<T>> undo(
            UUID operationId, @Nullable String ifMatch, Function<CutOperation, Mono<ResponseEntity<T>>> answer) {
        return cutLog.findById(operationId)
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.OPERATION_UNKNOWN, "No operation has this id; it may have gone with its source.")))
                .flatMap(operation -> turns.take(
                        operation.sourceId(),
                        transaction.undo(operation, checked(operation.sourceId(), ifMatch), answer)));
    }

    /** To be asked under the lock: completes when all clips of the source are what the client means. */
    Mono<Void> checked(UUID sourceId, @Nullable String ifMatch) {
        return ifMatch == null
                ? Mono.empty()
                : tag(sourceId).doOnNext(tag -> EntityTag.check(ifMatch, tag)).then();
    }
}
