package dev.cliprange.clip.cut;

import dev.cliprange.clip.CutListKey;
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

/** The operations on the clips of each cut list, and undo. */
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
     * Returns at most {@code limit} operations of a cut list after a cursor, newest first.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<List<CutOperation>> list(CutListKey list, Cursor after, int limit) {
        long before = after.equals(Cursor.START) ? Long.MAX_VALUE : after.position();
        return sources.get(list.sourceId()).flatMap(source -> cutLog.findBefore(list, before, limit));
    }

    /** Returns the entity tag of all clips of a cut list. It names the newest operation that was not undone. */
    public Mono<String> tag(CutListKey list) {
        return cutLog.findNewest(list)
                .map(UUID::toString)
                .defaultIfEmpty("none")
                .map(EntityTag::quoted);
    }

    /**
     * Reverts the newest operation of a cut list.
     *
     * @param ifMatch a condition on all clips of the list; null for none
     * @param transaction receives the operation as it is after the undo
     * @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST, PRECONDITION_FAILED; CUT_LIST_NAME_TAKEN and
     *     REQUEST_INVALID if a deleted list cannot be restored, because another list has its name or there are too many
     */
    public <R> Mono<R> undo(
            UUID operationId, @Nullable String ifMatch, RecordingTransaction<CutOperation, R> transaction) {
        return cutLog.findById(operationId)
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.OPERATION_UNKNOWN,
                        "No operation has this ID; it may have been deleted with its source, or because of its age.")))
                .flatMap(operation -> mutex.withLock(
                        operation.list().sourceId(),
                        cuts.undo(operation, checked(operation.list(), ifMatch), transaction)));
    }

    /** Completes if the clips of the list match the condition; must be subscribed to under the lock. */
    Mono<Void> checked(CutListKey list, @Nullable String ifMatch) {
        return ifMatch == null
                ? Mono.empty()
                : tag(list).doOnNext(tag -> EntityTag.check(ifMatch, tag)).then();
    }
}
