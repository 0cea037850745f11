package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.sequence.SequenceForms;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.slice.ClipMedia;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.slice.sequence.SequenceMember;
import dev.cliprange.slice.sequence.SequenceMember.EdgesPlace;
import dev.cliprange.slice.sequence.SequencePlanner;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.stream.ByteLayouts;
import dev.cliprange.stream.JoinedFile;
import dev.cliprange.stream.JoinedFile.Place;
import dev.cliprange.stream.Streams;
import dev.cliprange.timeline.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Plans sequences as files. The layouts are kept in memory, and the media is not. */
@Component
class SequenceFiles {

    private static final int COPIES_AT_ONCE = 8;
    /** A sequence whose edges are missing must not take all permits of the encoder. */
    private static final int ENCODINGS_AT_ONCE = 2;

    private static final int TAG_CHARACTERS = 16;

    private final SourceIndexes indexes;
    private final SequenceForms forms;
    private final PreciseLayouts precise;
    private final ByteLayouts layouts;
    private final Streams streams;
    private final MemoryPermits memory;
    private final long maxGapBytes;

    SequenceFiles(
            SourceIndexes indexes,
            SequenceForms forms,
            PreciseLayouts precise,
            ByteLayouts layouts,
            Streams streams,
            MemoryPermits memory,
            ClipProperties properties) {
        this.indexes = indexes;
        this.forms = forms;
        this.precise = precise;
        this.layouts = layouts;
        this.streams = streams;
        this.memory = memory;
        this.maxGapBytes = properties.maxGap().toBytes();
    }

    /** @param digest of the clip's encoded edges; empty if it has none */
    private record Planned(SequenceMember member, Optional<Place> edges, String digest) {}

    /**
     * Returns a sequence as a file.
     *
     * @param holder the processes that encode missing edges count as its own
     * @throws FailureException SEQUENCE_MIXED_MEDIA, SEQUENCE_TOO_LONG, SOURCE_NOT_READY, RANGE_EMPTY, TOO_BUSY; as
     *     reading an index and as {@link PreciseLayouts#get}. Those of one clip name it in {@link
     *     SequenceService#CLIP_IDS}
     */
    Mono<JoinedFile> get(SequenceState.Current sequence, ClipForm form, ProcessHolder holder) {
        if (form == ClipForm.PRECISE && !SequenceForms.hasExactSplicePoints(sequence)) {
            return Mono.error(new FailureException(
                    Failure.PRECISE_UNAVAILABLE, "Sequences of H.265 have no precise form as one MP4."));
        }
        String version = sequence.fileVersion(form);
        return layouts.getJoined(
                sequence.sequence().id(),
                version,
                () -> forms.require(sequence)
                        .then(encode(sequence, form, holder))
                        .then(memory.with(
                                SequenceForms.planningBytes(sequence),
                                Mono.defer(() -> plan(sequence, form, version, holder)))));
    }

    /** Encodes missing edges. That may take minutes, so it needs no permit for memory. */
    private Mono<Void> encode(SequenceState.Current sequence, ClipForm form, ProcessHolder holder) {
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

    private Mono<JoinedFile> plan(SequenceState.Current sequence, ClipForm form, String version, ProcessHolder holder) {
        Map<UUID, Integer> places = new LinkedHashMap<>();
        sequence.clips().forEach(clip -> places.computeIfAbsent(clip.source().id(), id -> places.size()));
        List<String> titles = sequence.chapterTitles();
        int atOnce = form == ClipForm.PRECISE ? ENCODINGS_AT_ONCE : COPIES_AT_ONCE;
        return Flux.range(0, titles.size())
                .flatMapSequential(
                        number -> {
                            ClipDescriptor clip = sequence.clips().get(number);
                            var target = new Target(
                                    titles.get(number),
                                    clip.clip().range(),
                                    places.getOrDefault(clip.source().id(), 0),
                                    places.size() + number);
                            return streams.checkIfChanged(clip.source(), plan(clip, form, target, holder))
                                    .onErrorMap(FailureException.class, failure -> named(failure, clip.id()));
                        },
                        atOnce)
                .collectList()
                // Five hundred clips are too much for an event loop.
                .publishOn(Schedulers.parallel())
                .map(planned -> joined(sequence, planned, version));
    }

    /** @param edgesPlace the number of the place of its encoded edges, if it has some */
    private record Target(String title, TimeRange range, int source, int edgesPlace) {}

    private Mono<Planned> plan(ClipDescriptor clip, ClipForm form, Target target, ProcessHolder holder) {
        Mono<IndexPart> part = indexes.part(clip.source(), target.range());
        return switch (form) {
            case COPY -> part.map(it -> copied(it, target));
            case PRECISE ->
                part.flatMap(it -> PrecisePlanner.copyIsPrecise(it.directory(), it.pages(), target.range())
                        ? Mono.just(copied(it, target))
                        : precise.get(clip, holder).map(encoded -> precise(it, target, encoded)));
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

    private static JoinedFile joined(SequenceState.Current sequence, List<Planned> planned, String version) {
        Map<UUID, ReadySource> sources = new LinkedHashMap<>();
        sequence.clips().forEach(clip -> sources.putIfAbsent(clip.source().id(), clip.source()));
        var places = new ArrayList<Place>();
        sources.values().forEach(source -> places.add(new Place.OfSource(source)));
        // A clip without encoded edges has no part of this place.
        Place none = places.getFirst();
        planned.forEach(it -> places.add(it.edges().orElse(none)));
        return new JoinedFile(
                SequencePlanner.plan(planned.stream().map(Planned::member).toList()), places, tag(version, planned));
    }

    /** Encoded edges that were lost are encoded again, and another build of the encoder may give other bytes. */
    private static String tag(String version, List<Planned> planned) {
        String digests = planned.stream().map(Planned::digest).collect(Collectors.joining("|"));
        boolean copied = planned.stream().allMatch(it -> it.digest().isEmpty());
        return copied
                ? version
                : version + "-"
                        + HexFormat.of()
                                .formatHex(Digest.sha256(digests.getBytes(StandardCharsets.UTF_8)))
                                .substring(0, TAG_CHARACTERS);
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
