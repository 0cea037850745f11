package dev.cliprange.clip.cut;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The operations on the clips of a source, and undo. */
@Service
public class CutLog {

    private final CutLogRepository cutLog;
    private final CutTransaction cuts;
    private final SourceMutex mutex;
    private final SourceService sources;

    CutLog(CutLogRepository cutLog, CutTransaction cuts, SourceMutex mutex, SourceService sources) {
        this.cutLog = cutLog;
        this.cuts = cuts;
        this.mutex = mutex;
        this.sources = sources;
    }

    /**
     * Returns at most {@code limit} operations of a source after a cursor, newest first.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<List<CutOperation>> list(UUID sourceId, Cursor after, int limit) {
        long before = after.equals(Cursor.START) ? Long.MAX_VALUE : after.position();
        return sources.get(sourceId).flatMap(source -> cutLog.findBefore(sourceId, before, limit));
    }

    /** Returns the entity tag of all clips of a source. It names the newest operation that was not undone. */
    public Mono<String> tag(UUID sourceId) {
        return cutLog.findNewest(sourceId)
                .map(UUID::toString)
                .defaultIfEmpty("none")
                .map(EntityTag::quoted);
    }

    /**
     * Reverts the newest operation of a source.
     *
     * @param ifMatch a condition on all clips of the source; null for none
     * @param transaction receives the operation as it is after the undo
     * @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST, PRECONDITION_FAILED
     */
    public <R> Mono<R> undo(
            UUID operationId, @Nullable String ifMatch, RecordingTransaction<CutOperation, R> transaction) {
        return cutLog.findById(operationId)
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.OPERATION_UNKNOWN,
                        "No operation has this ID; it may have been deleted with its source, or because of its age.")))
                .flatMap(operation -> mutex.withLock(
                        operation.sourceId(),
                        cuts.undo(operation, checked(operation.sourceId(), ifMatch), transaction)));
    }

    /** Completes if the clips of the source match the condition; must be subscribed to under the lock. */
    Mono<Void> checked(UUID sourceId, @Nullable String ifMatch) {
        return ifMatch == null
                ? Mono.empty()
                : tag(sourceId).doOnNext(tag -> EntityTag.check(ifMatch, tag)).then();
    }
}
