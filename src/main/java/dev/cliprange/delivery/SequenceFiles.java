package dev.cliprange.delivery;

import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.sequence.SequenceProblems;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.delivery.SequenceMembers.Planned;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.slice.sequence.SequencePlanner;
import dev.cliprange.source.ReadySource;
import dev.cliprange.stream.ByteLayouts;
import dev.cliprange.stream.JoinedFile;
import dev.cliprange.stream.JoinedFile.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Plans sequences as files. The layouts are kept in memory, and the media is not. */
@Component
class SequenceFiles {

    private static final int TAG_CHARACTERS = 16;

    private final SequenceProblems problems;
    private final SequenceMembers members;
    private final ByteLayouts layouts;
    private final MemoryPermits memory;

    SequenceFiles(SequenceProblems problems, SequenceMembers members, ByteLayouts layouts, MemoryPermits memory) {
        this.problems = problems;
        this.members = members;
        this.layouts = layouts;
        this.memory = memory;
    }

    /**
     * Returns a sequence as a file.
     *
     * @param holder the processes that encode missing edges count as its own
     * @throws FailureException SEQUENCE_MIXED_MEDIA, SEQUENCE_TOO_LONG, SOURCE_NOT_READY, RANGE_EMPTY, TOO_BUSY; as
     *     reading an index and as {@link PreciseLayouts#get}. Those of one clip name it in {@link
     *     SequenceService#CLIP_IDS}
     */
    Mono<JoinedFile> get(SequenceState.Current sequence, ClipForm form, ProcessHolder holder) {
        String version = sequence.fileVersion(form);
        return layouts.getJoined(
                sequence.sequence().id(),
                version,
                () -> problems.require(sequence)
                        .then(members.encode(sequence, form, holder))
                        .then(memory.with(
                                SequenceProblems.planningBytes(sequence),
                                Mono.defer(() -> plan(sequence, form, version, holder)))));
    }

    private Mono<JoinedFile> plan(SequenceState.Current sequence, ClipForm form, String version, ProcessHolder holder) {
        return members.plan(sequence, form, holder)
                .collectList()
                // Five hundred clips are too much for an event loop.
                .publishOn(Schedulers.parallel())
                .map(planned -> joined(sequence, planned, version));
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
}
