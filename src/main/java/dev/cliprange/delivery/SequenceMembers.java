package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.slice.ClipMedia;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.slice.sequence.SequenceMember;
import dev.cliprange.slice.sequence.SequenceMember.EdgesPlace;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.stream.JoinedFile.Place;
import dev.cliprange.stream.Streams;
import dev.cliprange.timeline.TimeRange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Plans the clips of a sequence: reads their parts of the index, and encodes the edges that are missing. */
@Component
class SequenceMembers {

    private static final int COPIES_AT_ONCE = 8;
    /** A sequence whose edges are missing must not take all permits of the encoder. */
    private static final int ENCODINGS_AT_ONCE = 2;

    private final SourceIndexes indexes;
    private final PreciseLayouts precise;
    private final SplicePoints splicePoints;
    private final Streams streams;
    private final long maxGapBytes;

    SequenceMembers(
            SourceIndexes indexes,
            PreciseLayouts precise,
            SplicePoints splicePoints,
            Streams streams,
            ClipProperties properties) {
        this.indexes = indexes;
        this.precise = precise;
        this.splicePoints = splicePoints;
        this.streams = streams;
        this.maxGapBytes = properties.maxGap().toBytes();
    }

    /**
     * A clip with its media.
     *
     * @param edges where its encoded edges are stored; empty if it has none
     * @param digest of the clip's encoded edges; empty if it has none
     */
    record Planned(SequenceMember member, Optional<Place> edges, String digest) {

        Planned with(SequenceMember changed) {
            return new Planned(changed, edges, digest);
        }
    }

    /** Encodes missing edges. That may take minutes, so it needs no permit for memory. */
    Mono<Void> encode(SequenceState.Current sequence, ClipForm form, ProcessHolder holder) {
        return switch (form) {
            case COPY -> Mono.empty();
            case PRECISE ->
                Flux.fromIterable(sequence.clips())
                        .distinct(ClipDescriptor::id)
                        .flatMap(
                                clip -> streams.checkIfChanged(clip.source(), encode(clip, holder))
                                        .onErrorMap(FailureException.class, failure -> named(failure, clip.id())),
                                ENCODINGS_AT_ONCE)
                        .then();
        };
    }

    private Mono<Void> encode(ClipDescriptor clip, ProcessHolder holder) {
        TimeRange range = clip.clip().range();
        return indexes.part(clip.source(), range)
                .filter(part -> !PrecisePlanner.copyIsPrecise(part.directory(), part.pages(), range))
                .flatMap(part -> precise.get(clip, holder))
                .then();
    }

    /**
     * Returns the clips of a sequence with their media, in order.
     *
     * @throws FailureException SOURCE_NOT_READY, RANGE_EMPTY, TOO_BUSY; as reading an index and as {@link
     *     PreciseLayouts#get}. Those of one clip name it in {@link SequenceService#CLIP_IDS}
     */
    Flux<Planned> plan(SequenceState.Current sequence, ClipForm form, ProcessHolder holder) {
        Map<UUID, Integer> places = new LinkedHashMap<>();
        sequence.clips().forEach(clip -> places.computeIfAbsent(clip.source().id(), id -> places.size()));
        List<String> titles = sequence.chapterTitles();
        List<Target> targets = IntStream.range(0, titles.size())
                .mapToObj(number -> {
                    ClipDescriptor clip = sequence.clips().get(number);
                    int source = places.getOrDefault(clip.source().id(), 0);
                    return new Target(clip, titles.get(number), number, source, places.size() + number);
                })
                .toList();
        int atOnce = form == ClipForm.PRECISE ? ENCODINGS_AT_ONCE : COPIES_AT_ONCE;
        return Flux.fromIterable(targets)
                .flatMapSequential(
                        target -> streams.checkIfChanged(target.clip().source(), adapted(target, form, holder))
                                .onErrorMap(
                                        FailureException.class,
                                        failure -> named(failure, target.clip().id())),
                        atOnce);
    }

    /**
     * Where a clip goes.
     *
     * @param source the number of the place of its source
     * @param edgesPlace the number of the place of its encoded edges, if it has some
     */
    private record Target(ClipDescriptor clip, String title, int number, int source, int edgesPlace) {

        TimeRange range() {
            return clip.clip().range();
        }
    }

    private Mono<Planned> adapted(Target target, ClipForm form, ProcessHolder holder) {
        Mono<Planned> planned = plan(target, form, holder);
        // Nothing is before the first clip.
        return target.number() == 0
                ? planned
                : planned.flatMap(it -> splicePoints
                        .adapt(it.member(), target.clip().source(), target.source())
                        .map(it::with));
    }

    private Mono<Planned> plan(Target target, ClipForm form, ProcessHolder holder) {
        Mono<IndexPart> part = indexes.part(target.clip().source(), target.range());
        return switch (form) {
            case COPY -> part.map(it -> copied(it, target));
            case PRECISE ->
                part.flatMap(it -> PrecisePlanner.copyIsPrecise(it.directory(), it.pages(), target.range())
                        ? Mono.just(copied(it, target))
                        : precise.get(target.clip(), holder).map(encoded -> precise(it, target, encoded)));
        };
    }

    private Planned copied(IndexPart part, Target target) {
        ClipMedia media = SlicePlanner.media(part.directory(), part.pages(), target.range());
        return new Planned(member(part, target, media, Optional.empty()), Optional.empty(), "");
    }

    private Planned precise(IndexPart part, Target target, PreciseLayout encoded) {
        ClipMedia media = PrecisePlanner.media(part.directory(), part.pages(), target.range(), encoded.edges());
        var place = new EdgesPlace(target.edgesPlace(), encoded.edges().mediaOffsetBytes());
        return new Planned(
                member(part, target, media, Optional.of(place)),
                Optional.of(new Place.OfWork(encoded.edgesKey())),
                encoded.file().tag());
    }

    private SequenceMember member(IndexPart part, Target target, ClipMedia media, Optional<EdgesPlace> edges) {
        return SequenceMember.of(
                target.title(), target.range(), part.directory().tracks(), media, maxGapBytes, target.source(), edges);
    }

    private static FailureException named(FailureException failure, UUID clipId) {
        if (failure.failure().kind() != FailureKind.CALLER && failure.failure().kind() != FailureKind.MEDIA) {
            return failure;
        }
        Map<String, Object> properties = new HashMap<>(failure.properties());
        properties.put(SequenceService.CLIP_IDS, List.of(clipId));
        return new FailureException(failure.failure(), "Clip " + clipId + ": " + failure.detail(), properties);
    }
}
