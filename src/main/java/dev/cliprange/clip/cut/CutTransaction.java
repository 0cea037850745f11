package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.clip.list.CutListRepository;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.source.SourceService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes the clips of one cut list in one transaction, under the row lock of the source. The entry of the log is part of
 * the transaction. The database enforces that clips do not overlap before the result is made. Nothing here reads the
 * storage.
 */
@Component
class CutTransaction {

    private static final int NAMED_CONFLICTS = 100;

    private final ClipRepository clips;
    private final CutRepository cuts;
    private final CutLogRepository cutLog;
    private final CutLists lists;
    private final CutListRepository listRows;
    private final ClipDescriptors descriptors;

    CutTransaction(
            ClipRepository clips,
            CutRepository cuts,
            CutLogRepository cutLog,
            CutLists lists,
            CutListRepository listRows,
            ClipDescriptors descriptors) {
        this.clips = clips;
        this.cuts = cuts;
        this.cutLog = cutLog;
        this.lists = lists;
        this.listRows = listRows;
        this.descriptors = descriptors;
    }

    /**
     * Carries out a plan.
     *
     * @param plan made under the lock: what it reads does not change before the commit
     * @param result makes the result of the clips that the plan leaves, in the order of their start
     * @throws FailureException SOURCE_UNKNOWN, CLIP_OVERLAP, and what plan and result throw
     */
    <T, R> Mono<R> run(
            CutListKey list,
            CutKind kind,
            Mono<CutPlan> plan,
            Function<List<Clip>, T> result,
            RecordingTransaction<T, R> transaction) {
        return lockSource(list.sourceId())
                .then(plan)
                .flatMap(it -> write(list, kind, it))
                .map(result)
                .as(transaction::run)
                .onErrorResume(OverlapException.class, overlap -> reject(list, overlap.targets))
                .doOnNext(done -> descriptors.forgetAllOf(list.sourceId()));
    }

    /**
     * Reverts an operation.
     *
     * @param condition checked under the lock
     * @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST, CUT_LIST_NAME_TAKEN; REQUEST_INVALID if there are
     *     too many cut lists
     */
    <R> Mono<R> undo(CutOperation operation, Mono<Void> condition, RecordingTransaction<CutOperation, R> transaction) {
        CutListKey list = operation.list();
        return lockSource(list.sourceId())
                .then(condition)
                .then(Mono.defer(() -> cutLog.findNewest(list)))
                .filter(operation.id()::equals)
                .switchIfEmpty(Mono.error(CutTransaction::notNewest))
                .flatMap(newest -> restoreList(operation)
                        .then(cuts.revert(newest))
                        .then(cuts.enforceNonOverlap())
                        .then(cutLog.findById(newest)))
                .as(transaction::run)
                .doOnNext(done -> descriptors.forgetAllOf(list.sourceId()));
    }

    /** Restores the cut list that an operation deleted; does nothing for other operations. */
    private Mono<Void> restoreList(CutOperation operation) {
        return operation.kind() == CutKind.DELETE_LIST
                ? lists.requireRoom(operation.list().sourceId())
                        .then(listRows.restore(operation.list()))
                        .onErrorMap(CutListRepository::isNameTaken, error -> CutLists.nameTaken())
                : Mono.empty();
    }

    /**
     * Locks the row of a source until the transaction ends.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    Mono<UUID> lockSource(UUID sourceId) {
        return clips.lockSource(sourceId).switchIfEmpty(Mono.error(() -> SourceService.unknown(sourceId)));
    }

    private Mono<List<Clip>> write(CutListKey list, CutKind kind, CutPlan plan) {
        Mono<List<Clip>> written = plan.clearsList()
                ? cuts.replaceAll(list, kind, plan.targets())
                : cuts.write(list, kind, plan.targets());
        return written.delayUntil(clips -> kind == CutKind.DELETE_LIST ? listRows.delete(list) : Mono.empty())
                .delayUntil(clips -> cuts.enforceNonOverlap())
                .onErrorMap(CutRepository::isOverlap, error -> new OverlapException(plan.targets(), error));
    }

    private <T> Mono<T> reject(CutListKey list, List<Target> targets) {
        return Flux.fromIterable(targets)
                .filter(Target::lives)
                .concatMap(target -> clips.findOverlapping(
                        list.sourceId(),
                        list.id(),
                        target.state().startUs(),
                        target.state().endUs(),
                        target.id(),
                        NAMED_CONFLICTS))
                .map(Clip::id)
                .take(NAMED_CONFLICTS)
                .collectList()
                .flatMap(ids -> Mono.error(new FailureException(
                        Failure.CLIP_OVERLAP,
                        "Clips of one cut list must not overlap. Move an end, or change the clips in 'conflictingClipIds'.",
                        Map.of("conflictingClipIds", ids))));
    }

    private static FailureException notNewest() {
        return new FailureException(
                Failure.OPERATION_NOT_NEWEST, "Only the most recent operation that was not undone can be undone.");
    }

    /** Carries the targets out of the transaction that failed. */
    private static final class OverlapException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Target> targets;

        OverlapException(List<Target> targets, Throwable cause) {
            super(cause);
            this.targets = targets;
        }
    }
}
