package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.ClipService;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.EntityTag;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * The operations on clips. Points snap to frame boundaries first, which may read the storage. Then one transaction
 * makes the change and, through the {@link RecordingTransaction} that each call takes, the response.
 */
@Service
public class ClipEditor {

    /** The memory that a cut of a large partition takes, with its copies on the way to the database. */
    private static final int CUT_BYTES = 600;

    private final ClipService clips;
    private final ClipRepository rows;
    private final PreparedCuts prepared;
    private final CutTransaction cuts;
    private final CutLog cutLog;
    private final SourceMutex mutex;
    private final SourceService sources;
    private final SourceTimelines timelines;
    private final MemoryPermits memory;

    ClipEditor(
            ClipService clips,
            ClipRepository rows,
            PreparedCuts prepared,
            CutTransaction cuts,
            CutLog cutLog,
            SourceMutex mutex,
            SourceService sources,
            SourceTimelines timelines,
            MemoryPermits memory) {
        this.clips = clips;
        this.rows = rows;
        this.prepared = prepared;
        this.cuts = cuts;
        this.cutLog = cutLog;
        this.mutex = mutex;
        this.sources = sources;
        this.timelines = timelines;
        this.memory = memory;
    }

    /**
     * Creates a clip.
     *
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY, CLIP_OVERLAP
     */
    public <R> Mono<R> create(
            UUID sourceId,
            TimePoint start,
            TimePoint end,
            @Nullable String title,
            RecordingTransaction<CutResult, R> transaction) {
        return onSource(
                sourceId,
                source -> timelines
                        .boundariesUs(source, List.of(start, end))
                        .doOnNext(ends -> requireFrame(ends.getFirst(), ends.getLast()))
                        .map(ends -> CutPlan.of(Target.fresh(title, ends.getFirst(), ends.getLast())))
                        .flatMap(plan -> prepared.run(source, CutKind.CREATE, Mono.just(plan), transaction)));
    }

    /**
     * Replaces all clips of a source by a partition: clips that follow each other from 0 to the end of the source.
     *
     * @param cutPoints in any order
     * @param ifMatch a condition on all clips of the source; null for none
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, PRECONDITION_FAILED; TOO_BUSY if
     *     there are many cuts and other large work has the memory; RANGE_EMPTY if two cuts snap to one frame boundary,
     *     or one to an end of the source
     */
    public <R> Mono<R> partition(
            UUID sourceId,
            List<TimePoint> cutPoints,
            @Nullable String ifMatch,
            RecordingTransaction<CutResult, R> transaction) {
        Mono<R> work = onSource(
                sourceId,
                source -> timelines
                        .boundariesUs(source, cutPoints)
                        .map(boundaries -> partition(source, cutPoints, boundaries))
                        .flatMap(plan -> prepared.run(
                                source,
                                CutKind.PARTITION,
                                cutLog.checked(sourceId, ifMatch).thenReturn(plan),
                                transaction)));
        return cutPoints.size() <= CutResult.MAX_CLIPS ? work : memory.with((long) CUT_BYTES * cutPoints.size(), work);
    }

    /**
     * Moves the ends of a clip or changes its title. What is null in the change stays.
     *
     * @param ifMatch a condition on the clip; null for none
     * @throws FailureException as {@link #create}, CLIP_NOT_FOUND, PRECONDITION_FAILED
     */
    public <R> Mono<R> change(
            UUID clipId, ClipChange change, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        List<TimePoint> points = new ArrayList<>();
        if (change.start() != null) {
            points.add(change.start());
        }
        if (change.end() != null) {
            points.add(change.end());
        }
        return onSourceOf(
                clipId,
                source -> timelines
                        .boundariesUs(source, points)
                        .flatMap(ends -> prepared.run(
                                source,
                                CutKind.CHANGE,
                                clip(clipId, ifMatch).map(clip -> change(clip, change, ends)),
                                transaction)));
    }

    /**
     * Deletes a clip.
     *
     * @param ifMatch a condition on the clip; null for none
     * @throws FailureException CLIP_NOT_FOUND, PRECONDITION_FAILED
     */
    public <R> Mono<R> delete(UUID clipId, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        return clips.get(clipId)
                .flatMap(clip -> mutex.withLock(
                        clip.sourceId(),
                        cuts.run(
                                clip.sourceId(),
                                CutKind.DELETE,
                                clip(clipId, ifMatch).map(it -> CutPlan.of(Target.gone(it))),
                                none -> CutResult.none(clip.sourceId()),
                                transaction)));
    }

    /**
     * Splits a clip in two. The left half keeps the ID, and both keep the title.
     *
     * @param ifMatch a condition on the clip; null for none
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY, PRECONDITION_FAILED
     */
    public <R> Mono<R> split(
            UUID clipId, TimePoint at, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        return onSourceOf(
                clipId,
                source -> timelines
                        .boundaryUs(source, at)
                        .flatMap(atUs -> prepared.run(
                                source,
                                CutKind.SPLIT,
                                clip(clipId, ifMatch).map(clip -> split(clip, atUs)),
                                transaction)));
    }

    /**
     * Merges a clip and its neighbour. The clip keeps its ID and title, and the neighbour is deleted.
     *
     * @param ifMatch a condition on the clip; null for none
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, CLIPS_NOT_ADJACENT, PRECONDITION_FAILED
     */
    public <R> Mono<R> merge(
            UUID clipId, UUID neighbourId, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        return onSourceOf(
                clipId,
                source -> prepared.run(
                        source,
                        CutKind.MERGE,
                        clip(clipId, ifMatch)
                                .zipWhen(clip -> clips.get(neighbourId))
                                .map(both -> merge(both.getT1(), both.getT2())),
                        transaction));
    }

    /**
     * Moves the boundary that a clip shares with its right neighbour.
     *
     * @param ifMatch a condition on the clip; null for none
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, PRECONDITION_FAILED;
     *     CLIPS_NOT_ADJACENT if no clip starts at the end of this one; RANGE_EMPTY if one of the two would lose its
     *     last frame
     */
    public <R> Mono<R> moveEnd(
            UUID clipId, TimePoint to, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        return onSourceOf(
                clipId,
                source -> timelines
                        .boundaryUs(source, to)
                        .flatMap(toUs -> prepared.run(
                                source,
                                CutKind.MOVE_END,
                                clip(clipId, ifMatch)
                                        .zipWhen(clip -> rows.findStartingAt(clip.sourceId(), clip.endUs())
                                                .switchIfEmpty(Mono.error(ClipEditor::notAdjacent)))
                                        .map(both -> moveBoundary(both.getT1(), both.getT2(), toUs)),
                                transaction)));
    }

    private <R> Mono<R> onSource(UUID sourceId, Function<ReadySource, Mono<R>> work) {
        return mutex.withLock(sourceId, sources.get(sourceId).map(Source::ready).flatMap(work));
    }

    private <R> Mono<R> onSourceOf(UUID clipId, Function<ReadySource, Mono<R>> work) {
        return clips.get(clipId).flatMap(clip -> onSource(clip.sourceId(), work));
    }

    /** Returns the clip as it is now, if it matches the condition. */
    private Mono<Clip> clip(UUID clipId, @Nullable String ifMatch) {
        return clips.get(clipId).doOnNext(clip -> EntityTag.check(ifMatch, clip.rowVersion()));
    }

    private static CutPlan change(Clip clip, ClipChange change, List<Long> ends) {
        long startUs = change.start() == null ? clip.startUs() : ends.getFirst();
        long endUs = change.end() == null ? clip.endUs() : ends.getLast();
        requireFrame(startUs, endUs);
        String title = change.title() == null ? clip.title() : change.title();
        return CutPlan.of(Target.of(clip, title, startUs, endUs));
    }

    private static CutPlan split(Clip clip, long atUs) {
        requireFrame(clip.startUs(), atUs);
        requireFrame(atUs, clip.endUs());
        return CutPlan.of(Target.of(clip, clip.startUs(), atUs), Target.fresh(clip.title(), atUs, clip.endUs()));
    }

    /** @param cutsUs what the points snap to, in their order */
    private static CutPlan partition(ReadySource source, List<TimePoint> cutPoints, List<Long> cutsUs) {
        List<Long> sorted = cutsUs.stream().sorted().toList();
        List<Target> targets = new ArrayList<>(sorted.size() + 1);
        long startUs = 0;
        for (int i = 0; i <= sorted.size(); i++) {
            long endUs = i < sorted.size() ? sorted.get(i) : source.durationUs();
            if (endUs <= startUs) {
                int cut = cutsUs.lastIndexOf(i < sorted.size() ? endUs : startUs);
                throw cut < 0 ? noFrame() : noFrame().causedBy(cutPoints.get(cut));
            }
            targets.add(Target.fresh(null, startUs, endUs));
            startUs = endUs;
        }
        return CutPlan.insteadOfAll(targets);
    }

    private static CutPlan merge(Clip clip, Clip neighbour) {
        boolean adjacent = clip.sourceId().equals(neighbour.sourceId())
                && (clip.endUs() == neighbour.startUs() || neighbour.endUs() == clip.startUs());
        if (!adjacent) {
            throw notAdjacent();
        }
        long startUs = Math.min(clip.startUs(), neighbour.startUs());
        long endUs = Math.max(clip.endUs(), neighbour.endUs());
        return CutPlan.of(Target.of(clip, startUs, endUs), Target.gone(neighbour));
    }

    private static CutPlan moveBoundary(Clip left, Clip right, long toUs) {
        requireFrame(left.startUs(), toUs);
        requireFrame(toUs, right.endUs());
        return CutPlan.of(Target.of(left, left.startUs(), toUs), Target.of(right, toUs, right.endUs()));
    }

    private static void requireFrame(long startUs, long endUs) {
        if (endUs <= startUs) {
            throw noFrame();
        }
    }

    private static FailureException noFrame() {
        return new FailureException(
                Failure.RANGE_EMPTY,
                "A clip must contain at least one frame: its end must be at least one frame after its start.");
    }

    private static FailureException notAdjacent() {
        return new FailureException(
                Failure.CLIPS_NOT_ADJACENT, "One clip must end exactly where the other one starts.");
    }
}
