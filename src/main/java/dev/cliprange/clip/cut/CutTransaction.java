package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.IdempotentCalls;
import dev.cliprange.source.SourceService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes the clips of one source: one transaction, under the row lock of the source, with its entry in the log. The
 * database judges before the answer is made.
 */
@Component
class CutTransaction {

    private static final int NAMED_CONFLICTS = 100;

    private final ClipRepository clips;
    private final CutRepository cuts;
    private final CutLogRepository cutLog;
    private final ClipDescriptors descriptors;
    private final IdempotentCalls calls;
    private final TransactionalOperator transaction;

    CutTransaction(
            ClipRepository clips,
            CutRepository cuts,
            CutLogRepository cutLog,
            ClipDescriptors descriptors,
            IdempotentCalls calls,
            TransactionalOperator transaction) {
        this.clips = clips;
        this.cuts = cuts;
        this.cutLog = cutLog;
        this.descriptors = descriptors;
        this.calls = calls;
        this.transaction = transaction;
    }

    /**
     * Carries out a plan.
     *
     * @param plan made while the source is held: what it reads stays so
     * @param answer made of the clips that the plan left, in the order of their start, before the transaction ends
     * @throws FailureException SOURCE_UNKNOWN, CLIP_OVERLAP, and what the two throw
     */
    <T> Mono<ResponseEntity<T>> run(
            UUID sourceId, CutKind kind, Mono<CutPlan> plan, Function<List<Clip>, Mono<ResponseEntity<T>>> answer) {
        return hold(sourceId)
                .then(plan)
                .flatMap(it -> write(sourceId, kind, it))
                .flatMap(answer)
                .as(calls::keep)
                .as(transaction::transactional)
                .onErrorResume(OverlapException.class, overlap -> refuse(sourceId, overlap.targets))
                .doOnNext(done -> descriptors.forgetAllOf(sourceId));
    }

    /**
     * Takes an operation back.
     *
     * @param condition on the source as it is held
     * @throws FailureException OPERATION_UNKNOWN, OPERATION_NOT_NEWEST
     */
    <T> Mono<ResponseEntity<T>> undo(
            CutOperation operation, Mono<Void> condition, Function<CutOperation, Mono<ResponseEntity<T>>> answer) {
        UUID sourceId = operation.sourceId();
        return hold(sourceId)
                .then(condition)
                .then(Mono.defer(() -> cutLog.findNewest(sourceId)))
                .filter(operation.id()::equals)
                .switchIfEmpty(Mono.error(CutTransaction::notNewest))
                .flatMap(newest -> cuts.revert(newest).then(cuts.judge()).then(cutLog.findById(newest)))
                .flatMap(answer)
                .as(calls::keep)
                .as(transaction::transactional)
                .doOnNext(done -> descriptors.forgetAllOf(sourceId));
    }

    private Mono<UUID> hold(UUID sourceId) {
        return clips.lockSource(sourceId).switchIfEmpty(Mono.error(() -> SourceService.unknown(sourceId)));
    }

    private Mono<List<Clip>> write(UUID sourceId, CutKind kind, CutPlan plan) {
        Mono<List<Clip>> written = plan.clearsSource()
                ? cuts.replaceAll(sourceId, kind, plan.targets())
                : cuts.write(sourceId, kind, plan.targets());
        return written.delayUntil(clips -> cuts.judge())
                .onErrorMap(CutRepository::isOverlap, error -> new OverlapException(plan.targets(), error));
    }

    private <T> Mono<T> refuse(UUID sourceId, List<Target> targets) {
        return Flux.fromIterable(targets)
                .filter(Target::lives)
                .concatMap(target -> clips.findOverlapping(
                        sourceId, target.state().startUs(), target.state().endUs(), target.id(), NAMED_CONFLICTS))
                .map(Clip::id)
                .take(NAMED_CONFLICTS)
                .collectList()
                .flatMap(ids -> Mono.error(new FailureException(
                        Failure.CLIP_OVERLAP,
                        "Clips of one source do not overlap; move an end, or change the clips that are in the way.",
                        Map.of("conflictingClipIds", ids))));
    }

    private static FailureException notNewest() {
        return new FailureException(
                Failure.OPERATION_NOT_NEWEST,
                "It was undone already, or there are newer ones: the log's first that is not undone can be undone.");
    }

    /** Carries what was wanted out of the transaction that failed. */
    private static final class OverlapException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Target> targets;

        OverlapException(List<Target> targets, Throwable cause) {
            super(cause);
            this.targets = targets;
        }
    }
}
