package dev.cliprange.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Creating, changing and deleting clips, one transaction each. */
@Service
class ClipService {

    private static final String OVERLAP_CONSTRAINT = "clip_overlap";
    private static final int NAMED_CONFLICTS = 100;

    private final ClipRepository clips;
    private final SourceService sources;
    private final SourceTimelines timelines;
    private final ClipDescriptors descriptors;
    private final TransactionalOperator transaction;

    ClipService(
            ClipRepository clips,
            SourceService sources,
            SourceTimelines timelines,
            ClipDescriptors descriptors,
            TransactionalOperator transaction) {
        this.clips = clips;
        this.sources = sources;
        this.timelines = timelines;
        this.descriptors = descriptors;
        this.transaction = transaction;
    }

    /** @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY, RANGE_OUTSIDE_SOURCE, RANGE_EMPTY, CLIP_OVERLAP */
    Mono<ClipDescriptor> create(UUID sourceId, TimePoint start, TimePoint end, @Nullable String title) {
        UUID id = UUID.randomUUID();
        return sources.get(sourceId)
                .map(Source::ready)
                .flatMap(source -> timelines
                        .snap(source, start, end)
                        .flatMap(range -> write(
                                source, id, range, clips.insert(id, sourceId, title, range.startUs(), range.endUs()))));
    }

    /** @throws FailureException CLIP_NOT_FOUND */
    Mono<Clip> get(UUID clipId) {
        return clips.findById(clipId).switchIfEmpty(Mono.error(ClipService::notFound));
    }

    /** The clip with its version.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY
     */
    Mono<ClipDescriptor> describe(UUID clipId) {
        return get(clipId)
                .flatMap(
                        clip -> sources.get(clip.sourceId()).map(source -> descriptors.describe(clip, source.ready())));
    }

    /** At most {@code limit} clips of a source behind a cursor, in the order of their start. */
    Mono<List<ClipDescriptor>> list(UUID sourceId, Cursor after, int limit) {
        return sources.get(sourceId)
                .map(Source::ready)
                .flatMap(source -> clips.findBehind(sourceId, after.position(), after.id(), limit)
                        .map(clip -> descriptors.describe(clip, source))
                        .collectList());
    }

    /**
     * The clip with the changes that are given; what is null stays.
     *
     * @throws FailureException as {@link #create}, CLIP_NOT_FOUND, PRECONDITION_FAILED
     */
    Mono<ClipDescriptor> change(UUID clipId, ClipChange change, @Nullable String ifMatch) {
        return get(clipId).flatMap(clip -> {
            EntityTag.check(ifMatch, clip.rowVersion());
            return sources.get(clip.sourceId()).map(Source::ready).flatMap(source -> change(clip, source, change));
        });
    }

    private Mono<ClipDescriptor> change(Clip clip, ReadySource source, ClipChange change) {
        String title = change.title() == null ? clip.title() : change.title();
        TimePoint start = change.start() == null ? new TimePoint.AtTime(clip.startUs()) : change.start();
        TimePoint end = change.end() == null ? new TimePoint.AtTime(clip.endUs()) : change.end();
        Mono<TimeRange> range = change.start() == null && change.end() == null
                ? Mono.just(clip.range())
                : timelines.snap(source, start, end);
        return range.flatMap(it -> write(
                        source,
                        clip.id(),
                        it,
                        clips.update(clip.id(), title, it.startUs(), it.endUs(), clip.rowVersion())
                                .switchIfEmpty(Mono.error(ClipService::changedMeanwhile))))
                .doOnNext(written -> descriptors.forget(clip.id()));
    }

    /** @throws FailureException CLIP_NOT_FOUND, PRECONDITION_FAILED */
    Mono<Void> delete(UUID clipId, @Nullable String ifMatch) {
        return get(clipId)
                .flatMap(clip -> {
                    EntityTag.check(ifMatch, clip.rowVersion());
                    return clips.delete(clipId, clip.rowVersion())
                            .switchIfEmpty(Mono.error(ClipService::changedMeanwhile));
                })
                .doOnNext(descriptors::forget)
                .then();
    }

    private Mono<ClipDescriptor> write(ReadySource source, UUID clipId, TimeRange range, Mono<Clip> statement) {
        return clips.lockSource(source.id())
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(source.id())))
                .then(statement)
                .as(transaction::transactional)
                .onErrorResume(ClipService::isOverlap, error -> overlap(source.id(), clipId, range))
                .map(clip -> descriptors.describe(clip, source));
    }

    private <T> Mono<T> overlap(UUID sourceId, UUID clipId, TimeRange range) {
        return clips.findOverlapping(sourceId, range.startUs(), range.endUs(), clipId, NAMED_CONFLICTS)
                .map(Clip::id)
                .collectList()
                .flatMap(ids -> Mono.error(new FailureException(
                        Failure.CLIP_OVERLAP,
                        "Clips of one source do not overlap; move an end, or change the clips that are in the way.",
                        Map.of("conflictingClipIds", ids))));
    }

    /** The constraint's name is in the database's message, whether the statement failed or the commit did. */
    private static boolean isOverlap(Throwable error) {
        return error instanceof DataIntegrityViolationException
                && String.valueOf(error.getMessage()).contains(OVERLAP_CONSTRAINT);
    }

    private static FailureException notFound() {
        return new FailureException(Failure.CLIP_NOT_FOUND, "No clip has this id; it may have been deleted.");
    }

    private static FailureException changedMeanwhile() {
        return new FailureException(
                Failure.PRECONDITION_FAILED, "The clip was changed at the same moment: read it again, then change it.");
    }
}
