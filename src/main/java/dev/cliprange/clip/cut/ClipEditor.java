package dev.cliprange.clip.cut;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipChange;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.ClipService;
import dev.cliprange.clip.cut.CutPlan.Target;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
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
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * What can be done to clips. Points snap to frame boundaries first, which may have to read; then comes one transaction. The
 * answer is made inside it, by the function each call takes.
 */
@Service
public class ClipEditor {

    /** What a cut of a large partition takes, with the copies of it on the way to the database. */
    private static final int CUT_BYTES = 600;

    private final ClipService clips;
    private final ClipRepository rows;
    private final CutTransaction transaction;
    private final CutLog cutLog;
    private final SourceTurns turns;
    private final SourceService sources;
    private final SourceTimelines timelines;
    private final MemoryPermits memory;

    ClipEditor(
            ClipService clips,
            ClipRepository rows,
            CutTransaction transaction,
            CutLog cutLog,
            SourceTurns turns,
            SourceService sources,
            SourceTimelines timelines,
            MemoryPermits memory) {
        this.clips = clips;
        this.rows = rows;
        this.transaction = transaction;
        this.cutLog = cutLog;
        this.turns = turns;
        this.sources = sources;
        this.timelines = timelines;
        this.memory = memory;
    }

    /**
     * What an operation left.
     *
     * @param clips in the order of their start
     */
    record Outcome(ReadySource source, List<Clip> clips) {}

    /** Answers an operation. */
    @FunctionalInterface
    interface Answer<T> extends Function<Outcome, Mono<ResponseEntity<T>>> {}

    /** @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY, CLIP_OVERLAP */
    public <T> Mono<ResponseEntity<T>> create(
            UUID sourceId, TimePoint start, TimePoint end, @Nullable String title, Answer<T> answer) {
        return onSource(
                sourceId,
                source -> timelines
                        .boundariesUs(source, List.of(start, end))
                        .doOnNext(ends -> requireFrame(ends.getFirst(), ends.getLast()))
                        .map(ends -> CutPlan.of(Target.fresh(title, ends.getFirst(), ends.getLast())))
                        .flatMap(plan -> run(source, CutKind.CREATE, Mono.just(plan), answer)));
    }

    /**
     * Makes a partition of the whole source: clips that follow each other from 0 to its end, in the place of those it has.
     *
     * @param cuts in any order
     * @param ifMatch on all clips of the source
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, PRECONDITION_FAILED, TOO_BUSY if
     *     there are many cuts and other large work has the memory; RANGE_EMPTY if
     *     two cuts fall on one frame boundary, or one on an end of the source
     */
    public <T> Mono<ResponseEntity<T>> partition(
            UUID sourceId, List<TimePoint> cuts, @Nullable String ifMatch, Answer<T> answer) {
        Mono<ResponseEntity<T>> work = onSource(
                sourceId,
                source -> timelines
                        .boundariesUs(source, cuts)
                        .map(boundaries -> partition(source, boundaries))
                        .flatMap(plan -> run(
                                source,
                                CutKind.PARTITION,
                                cutLog.checked(sourceId, ifMatch).thenReturn(plan),
                                answer)));
        return cuts.size() <= ClipAnswers.MOST_CLIPS ? work : memory.with((long) CUT_BYTES * cuts.size(), work);
    }

    /**
     * Moves ends or changes the title; what is null stays.
     *
     * @throws FailureException as {@link #create}, CLIP_NOT_FOUND, PRECONDITION_FAILED
     */
    public <T> Mono<ResponseEntity<T>> change(
            UUID clipId, ClipChange change, @Nullable String ifMatch, Answer<T> answer) {
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
                        .flatMap(ends -> run(
                                source,
                                CutKind.CHANGE,
                                clip(clipId, ifMatch).map(clip -> {
                                    long startUs = change.start() == null ? clip.startUs() : ends.getFirst();
                                    long endUs = change.end() == null ? clip.endUs() : ends.getLast();
                                    requireFrame(startUs, endUs);
                                    String title = change.title() == null ? clip.title() : change.title();
                                    return CutPlan.of(Target.of(clip, title, startUs, endUs));
                                }),
                                answer)));
    }

    /** @throws FailureException CLIP_NOT_FOUND, PRECONDITION_FAILED */
    public <T> Mono<ResponseEntity<T>> delete(UUID clipId, @Nullable String ifMatch, Mono<ResponseEntity<T>> answer) {
        return clips.get(clipId)
                .flatMap(clip -> turns.take(
                        clip.sourceId(),
                        transaction.run(
                                clip.sourceId(),
                                CutKind.DELETE,
                                clip(clipId, ifMatch).map(it -> CutPlan.of(Target.gone(it))),
                                none -> answer)));
    }

    /**
     * Cuts a clip in two; the left half keeps its id, both its title.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY, PRECONDITION_FAILED
     */
    public <T> Mono<ResponseEntity<T>> split(UUID clipId, TimePoint at, @Nullable String ifMatch, Answer<T> answer) {
        return onSourceOf(
                clipId,
                source -> timelines
                        .boundaryUs(source, at)
                        .flatMap(atUs -> run(
                                source,
                                CutKind.SPLIT,
                                clip(clipId, ifMatch).map(clip -> {
                                    requireFrame(clip.startUs(), atUs);
                                    requireFrame(atUs, clip.endUs());
                                    return CutPlan.of(
                                            Target.of(clip, clip.startUs(), atUs),
                                            Target.fresh(clip.title(), atUs, clip.endUs()));
                                }),
                                answer)));
    }

    /**
     * Makes one clip of two neighbours; the first one named keeps its id and title, the other goes.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, CLIPS_NOT_ADJACENT, PRECONDITION_FAILED
     */
    public <T> Mono<ResponseEntity<T>> merge(
            UUID clipId, UUID neighbourId, @Nullable String ifMatch, Answer<T> answer) {
        return onSourceOf(
                clipId,
                source -> run(
                        source,
                        CutKind.MERGE,
                        clip(clipId, ifMatch)
                                .zipWhen(clip -> clips.get(neighbourId))
                                .map(both -> merge(both.getT1(), both.getT2())),
                        answer));
    }

    /**
     * Moves the boundary a clip shares with its right neighbour.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, PRECONDITION_FAILED;
     *     CLIPS_NOT_ADJACENT if no clip starts where this one ends; RANGE_EMPTY if one of the two would lose its last frame
     */
    public <T> Mono<ResponseEntity<T>> moveEnd(UUID clipId, TimePoint to, @Nullable String ifMatch, Answer<T> answer) {
        return onSourceOf(
                clipId,
                source -> timelines
                        .boundaryUs(source, to)
                        .flatMap(toUs -> run(
                                source,
                                CutKind.MOVE_END,
                                clip(clipId, ifMatch)
                                        .zipWhen(clip -> rows.findStartingAt(clip.sourceId(), clip.endUs())
                                                .switchIfEmpty(Mono.error(ClipEditor::notAdjacent)))
                                        .map(both -> moveBoundary(both.getT1(), both.getT2(), toUs)),
                                answer)));
    }

    private <T> Mono<ResponseEntity<T>> run(ReadySource source, CutKind kind, Mono<CutPlan> plan, Answer<T> answer) {
        return transaction.run(source.id(), kind, plan, written -> answer.apply(new Outcome(source, written)));
    }

    private <T> Mono<T> onSource(UUID sourceId, Function<ReadySource, Mono<T>> work) {
        return turns.take(sourceId, sources.get(sourceId).map(Source::ready).flatMap(work));
    }

    private <T> Mono<T> onSourceOf(UUID clipId, Function<ReadySource, Mono<T>> work) {
        return clips.get(clipId).flatMap(clip -> onSource(clip.sourceId(), work));
    }

    /** The clip as it is under the lock, if it is what the client means. */
    private Mono<Clip> clip(UUID clipId, @Nullable String ifMatch) {
        return clips.get(clipId).doOnNext(clip -> EntityTag.check(ifMatch, clip.rowVersion()));
    }

    private static CutPlan partition(ReadySource source, List<Long> cutsUs) {
        List<Long> sorted = cutsUs.stream().sorted().toList();
        List<Target> targets = new ArrayList<>(sorted.size() + 1);
        long startUs = 0;
        for (int i = 0; i <= sorted.size(); i++) {
            long endUs = i < sorted.size() ? sorted.get(i) : source.durationUs();
            requireFrame(startUs, endUs);
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
            throw new FailureException(
                    Failure.RANGE_EMPTY,
                    "A clip would hold no frame: its end must be at least one frame behind its start.");
        }
    }

    private static FailureException notAdjacent() {
        return new FailureException(
                Failure.CLIPS_NOT_ADJACENT,
                "The one clip must end where the other starts: what was covered stays covered, and no more.");
    }
}
