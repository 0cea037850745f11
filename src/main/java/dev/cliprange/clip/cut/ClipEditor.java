package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.ClipService;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.list.CutLists;
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
import java.util.function.BiFunction;
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
    private final CutLists lists;
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
            CutLists lists,
            SourceMutex mutex,
            SourceService sources,
            SourceTimelines timelines,
            MemoryPermits memory) {
        this.clips = clips;
        this.rows = rows;
        this.prepared = prepared;
        this.cuts = cuts;
        this.cutLog = cutLog;
        this.lists = lists;
        this.mutex = mutex;
        this.sources = sources;
        this.timelines = timelines;
        this.memory = memory;
    }

    /**
     * Creates a clip.
     *
     * @param cutList the id or the name of the list that gets the clip; null for {@code main}
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, CUT_LIST_UNKNOWN, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY,
     *     CLIP_OVERLAP
     */
    public <R> Mono<R> create(
            UUID sourceId,
            @Nullable String cutList,
            TimePoint start,
            TimePoint end,
            @Nullable String title,
            RecordingTransaction<CutResult, R> transaction) {
        return onList(
                sourceId,
                cutList,
                (source, list) -> timelines
                        .boundariesUs(source, List.of(start, end))
                        .map(ends -> CutPlans.create(title, ends.getFirst(), ends.getLast()))
                        .flatMap(plan -> prepared.run(
                                source,
                                list,
                                CutKind.CREATE,
                                lists.require(list).thenReturn(plan),
                                transaction)));
    }

    /**
     * Replaces all clips of a cut list by a partition: clips that follow each other from 0 to the end of the source.
     *
     * @param cutList the id or the name of the list; null for {@code main}
     * @param cutPoints in any order
     * @param ifMatch a condition on all clips of the list; null for none
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, CUT_LIST_UNKNOWN, RANGE_OUTSIDE_SOURCE,
     *     PRECONDITION_FAILED; TOO_BUSY if there are many cuts and other large work has the memory; RANGE_EMPTY if two
     *     cuts snap to one frame boundary, or one to an end of the source
     */
    public <R> Mono<R> partition(
            UUID sourceId,
            @Nullable String cutList,
            List<TimePoint> cutPoints,
            @Nullable String ifMatch,
            RecordingTransaction<CutResult, R> transaction) {
        Mono<R> work = onList(
                sourceId,
                cutList,
                (source, list) -> timelines
                        .boundariesUs(source, cutPoints)
                        .map(boundaries -> CutPlans.partition(source.durationUs(), cutPoints, boundaries))
                        .flatMap(plan -> prepared.run(
                                source,
                                list,
                                CutKind.PARTITION,
                                lists.require(list)
                                        .then(cutLog.checked(list, ifMatch))
                                        .thenReturn(plan),
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
        return onListOf(
                clipId,
                (source, list) -> timelines
                        .boundariesUs(source, points)
                        .flatMap(ends -> prepared.run(
                                source,
                                list,
                                CutKind.CHANGE,
                                clip(clipId, ifMatch).map(clip -> CutPlans.change(clip, change, ends)),
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
                                clip.cutList(),
                                CutKind.DELETE,
                                clip(clipId, ifMatch).map(CutPlans::delete),
                                none -> CutResult.none(clip.cutList()),
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
        return onListOf(
                clipId,
                (source, list) -> timelines
                        .boundaryUs(source, at)
                        .flatMap(atUs -> prepared.run(
                                source,
                                list,
                                CutKind.SPLIT,
                                clip(clipId, ifMatch).map(clip -> CutPlans.split(clip, atUs)),
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
        return onListOf(
                clipId,
                (source, list) -> prepared.run(
                        source,
                        list,
                        CutKind.MERGE,
                        clip(clipId, ifMatch)
                                .zipWhen(clip -> clips.get(neighbourId))
                                .map(both -> CutPlans.merge(both.getT1(), both.getT2())),
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
        return onListOf(
                clipId,
                (source, list) -> timelines
                        .boundaryUs(source, to)
                        .flatMap(toUs -> prepared.run(
                                source,
                                list,
                                CutKind.MOVE_END,
                                clip(clipId, ifMatch)
                                        .zipWhen(clip -> rows.findStartingAt(
                                                        clip.sourceId(), clip.cutListId(), clip.endUs())
                                                .switchIfEmpty(Mono.error(CutPlans::notAdjacent)))
                                        .map(both -> CutPlans.moveBoundary(both.getT1(), both.getT2(), toUs)),
                                transaction)));
    }

    /** Runs work under the lock of a source, with the cut list that a request names. */
    private <R> Mono<R> onList(
            UUID sourceId, @Nullable String cutList, BiFunction<ReadySource, CutListKey, Mono<R>> work) {
        return onSource(sourceId, source -> lists.resolve(sourceId, cutList).flatMap(list -> work.apply(source, list)));
    }

    /** Runs work under the lock of the source of a clip, with the cut list of the clip, which never changes. */
    private <R> Mono<R> onListOf(UUID clipId, BiFunction<ReadySource, CutListKey, Mono<R>> work) {
        return clips.get(clipId)
                .flatMap(clip -> onSource(clip.sourceId(), source -> work.apply(source, clip.cutList())));
    }

    private <R> Mono<R> onSource(UUID sourceId, Function<ReadySource, Mono<R>> work) {
        return mutex.withLock(sourceId, sources.get(sourceId).map(Source::ready).flatMap(work));
    }

    /** Returns the clip as it is now, if it matches the condition. */
    private Mono<Clip> clip(UUID clipId, @Nullable String ifMatch) {
        return clips.get(clipId).doOnNext(clip -> EntityTag.check(ifMatch, clip.rowVersion()));
    }
}
