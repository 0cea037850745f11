package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipDetails;
import dev.cliprange.clip.ClipDetails.Detail;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.DetailedClip;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.source.ReadySource;
import dev.cliprange.timeline.TimeRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Runs operations whose results need the storage. What a result needs is read before the transaction begins, from a
 * plan that is made without the lock. The plan is made again under the lock. If another instance has changed the clips
 * in between, so that the ranges differ, the transaction is rolled back and prepared again.
 */
@Component
class PreparedCuts {

    private static final int MAX_RETRIES = 10;

    private final CutTransaction cuts;
    private final ClipDetails details;
    private final ClipDescriptors descriptors;

    PreparedCuts(CutTransaction cuts, ClipDetails details, ClipDescriptors descriptors) {
        this.cuts = cuts;
        this.details = details;
        this.descriptors = descriptors;
    }

    /**
     * Carries out a plan on a cut list of the source.
     *
     * @param plan reads the clips; is subscribed to without the lock, and again under it
     * @throws FailureException as {@link CutTransaction#run}, what the work storage fails with, and TOO_BUSY if other
     *     instances keep changing the clips
     */
    <R> Mono<R> run(
            ReadySource source,
            CutListKey list,
            CutKind kind,
            Mono<CutPlan> plan,
            RecordingTransaction<CutResult, R> transaction) {
        return Mono.defer(() -> prepare(source, plan))
                .flatMap(prepared -> cuts.run(
                        list,
                        kind,
                        plan.doOnNext(it -> requirePrepared(prepared, it)),
                        written -> result(source, list, prepared, written),
                        transaction))
                .retryWhen(Retry.max(MAX_RETRIES)
                        .filter(PlanChangedException.class::isInstance)
                        .onRetryExhaustedThrow((retry, signal) -> new FailureException(
                                Failure.TOO_BUSY,
                                "Other instances keep changing the clips of this source; try again.",
                                Map.of("retryAfterSeconds", 1))));
    }

    /** A plan that fails is reported by the transaction, where the idempotency key is claimed first. */
    private Mono<Map<TimeRange, Detail>> prepare(ReadySource source, Mono<CutPlan> plan) {
        return plan.map(CutPlan::ranges)
                .onErrorResume(FailureException.class, failure -> Mono.just(List.of()))
                .flatMap(ranges -> ranges.isEmpty() || ranges.size() > CutResult.MAX_CLIPS
                        ? Mono.just(Map.of())
                        : details.read(source, ranges).map(read -> byRange(ranges, read)));
    }

    private static Map<TimeRange, Detail> byRange(List<TimeRange> ranges, List<Detail> details) {
        Map<TimeRange, Detail> byRange = new HashMap<>();
        for (int i = 0; i < ranges.size(); i++) {
            byRange.put(ranges.get(i), details.get(i));
        }
        return byRange;
    }

    private static void requirePrepared(Map<TimeRange, Detail> prepared, CutPlan plan) {
        List<TimeRange> ranges = plan.ranges();
        if (ranges.size() <= CutResult.MAX_CLIPS && !prepared.keySet().containsAll(ranges)) {
            throw new PlanChangedException();
        }
    }

    private CutResult result(ReadySource source, CutListKey list, Map<TimeRange, Detail> prepared, List<Clip> written) {
        List<DetailedClip> clips = written.size() > CutResult.MAX_CLIPS
                ? List.of()
                : written.stream()
                        .map(clip -> new DetailedClip(
                                descriptors.describe(clip, source),
                                Optional.ofNullable(prepared.get(clip.range())).orElseThrow(PlanChangedException::new)))
                        .toList();
        return new CutResult(list, written.size(), clips);
    }

    /** The plan under the lock has other ranges than the one that was prepared. */
    private static final class PlanChangedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PlanChangedException() {
            super(null, null, false, false);
        }
    }
}
