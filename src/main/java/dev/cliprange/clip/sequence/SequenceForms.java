package dev.cliprange.clip.sequence;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.slice.sequence.MediaAgreement;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import dev.cliprange.source.SourceMedia;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Decides in which forms a sequence is one MP4, and why it is none. */
@Component
public class SequenceForms {

    /** The memory that planning takes for each sample: its clip's, the joined one, and its boxes. */
    private static final int SAMPLE_BYTES = 100;
    /** Planning may take a part of the memory for large work. */
    private static final int PART_OF_MEMORY = 2;

    private static final int PACKET_SAMPLES = 1_024;
    private static final int READ_AT_ONCE = 8;

    private final SourceIndexes indexes;
    private final SourceKeyframes keyframes;
    private final ClipProperties properties;
    private final MemoryPermits memory;

    SequenceForms(
            SourceIndexes indexes, SourceKeyframes keyframes, ClipProperties properties, MemoryPermits workMemory) {
        this.indexes = indexes;
        this.keyframes = keyframes;
        this.properties = properties;
        this.memory = workMemory;
    }

    /**
     * The forms of a sequence as one MP4.
     *
     * @param stream the form that the configuration chooses; empty if the clips cannot be one MP4
     * @param precise the precise form; empty if there is none. The copy if nothing must be encoded
     * @param problem why there is none; empty if there is one
     */
    public record Forms(Optional<ClipForm> stream, Optional<ClipForm> precise, Optional<FailureException> problem) {

        /** The forms of a sequence that does not play now. */
        public static final Forms NONE = new Forms(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Returns the forms of a sequence. Reads the directories of the sources, and the pages of the index that contain the
     * ends of the clips.
     *
     * @throws FailureException SOURCE_NOT_READY; as reading an index
     */
    public Mono<Forms> of(SequenceState.Current sequence) {
        return problem(sequence)
                .flatMap(problem -> problem.isPresent()
                        ? Mono.just(new Forms(Optional.empty(), Optional.empty(), problem))
                        : leads(sequence).map(leads -> forms(leads, hasExactSplicePoints(sequence))));
    }

    /**
     * Completes if the clips can be one MP4.
     *
     * @throws FailureException SEQUENCE_MIXED_MEDIA and SEQUENCE_TOO_LONG, with {@link SequenceService#CLIP_IDS};
     *     SOURCE_NOT_READY
     */
    public Mono<Void> require(SequenceState.Current sequence) {
        return problem(sequence)
                .flatMap(problem -> problem.<Mono<Void>>map(Mono::error).orElse(Mono.empty()));
    }

    /**
     * Returns whether decoders show all frames around the splice points. At a CRA picture, H.265 decoders drop frames of the
     * clip before it that they have not output (ITU-T H.265, C.5.2.2).
     */
    public static boolean hasExactSplicePoints(SequenceState.Current sequence) {
        return sequence.clips().size() == 1
                || sequence.clips().stream()
                        .map(clip -> clip.source().media().video())
                        .noneMatch(video -> video != null && video.codec().equals(VideoCodec.HEVC.commonName()));
    }

    /** Returns about how much memory the planning of a sequence takes. */
    public static long planningBytes(SequenceState.Current sequence) {
        double samples = 0;
        for (ClipDescriptor clip : sequence.clips()) {
            samples += samplesPerSecond(clip.source().media())
                    * clip.clip().range().durationUs()
                    / 1e6;
        }
        return Math.round(samples * SAMPLE_BYTES);
    }

    private static double samplesPerSecond(SourceMedia media) {
        SourceMedia.Video video = media.video();
        double frames = video == null
                ? 0
                : (double) video.frameRate().numerator() / video.frameRate().denominator();
        return frames
                + media.audio().stream()
                        .mapToDouble(audio -> (double) audio.sampleRate() / PACKET_SAMPLES)
                        .sum();
    }

    private Mono<Optional<FailureException>> problem(SequenceState.Current sequence) {
        List<UUID> withoutIndex = ids(sequence, clip -> clip.engine() != EngineKind.SLICE);
        if (!withoutIndex.isEmpty()) {
            return Mono.just(Optional.of(mixed(withoutIndex, "has no index, so its samples cannot be joined")));
        }
        long most = memory.totalBytes() / PART_OF_MEMORY;
        if (planningBytes(sequence) > most) {
            return Mono.just(Optional.of(new FailureException(
                    Failure.SEQUENCE_TOO_LONG,
                    "The clips have too many frames and audio packets for one MP4 on this instance. Make several"
                            + " sequences.")));
        }
        Map<UUID, ReadySource> sources = new LinkedHashMap<>();
        sequence.clips().forEach(clip -> sources.put(clip.source().id(), clip.source()));
        return Flux.fromIterable(sources.values())
                .flatMapSequential(
                        source ->
                                indexes.directory(source).map(directory -> Map.entry(source.id(), directory.tracks())),
                        READ_AT_ONCE)
                .collectList()
                .map(tracks -> difference(sequence, tracks));
    }

    private static Optional<FailureException> difference(
            SequenceState.Current sequence, List<Map.Entry<UUID, List<TrackDescription>>> sources) {
        List<TrackDescription> expected = sources.getFirst().getValue();
        Map<UUID, String> differing = new LinkedHashMap<>();
        sources.forEach(source -> MediaAgreement.difference(expected, source.getValue())
                .ifPresent(how -> differing.put(source.getKey(), how)));
        return differing.entrySet().stream()
                .findFirst()
                .map(first -> mixed(
                        ids(
                                sequence,
                                clip -> differing.containsKey(clip.source().id())),
                        // The first clip of the list may be of another source that differs.
                        ids(sequence, clip -> clip.source().id().equals(first.getKey()))
                                .getFirst(),
                        first.getValue()));
    }

    private static List<UUID> ids(SequenceState.Current sequence, Predicate<ClipDescriptor> wanted) {
        return sequence.clips().stream()
                .filter(wanted)
                .map(ClipDescriptor::id)
                .distinct()
                .toList();
    }

    private static FailureException mixed(List<UUID> clipIds, String how) {
        return mixed(clipIds, clipIds.getFirst(), how);
    }

    private static FailureException mixed(List<UUID> clipIds, UUID named, String how) {
        return new FailureException(
                Failure.SEQUENCE_MIXED_MEDIA,
                "The source of clip " + named + " " + how + ".",
                Map.of(SequenceService.CLIP_IDS, clipIds));
    }

    private Mono<List<Optional<Lead>>> leads(SequenceState.Current sequence) {
        Map<ReadySource, List<ClipDescriptor>> bySource = sequence.clips().stream()
                .collect(Collectors.groupingBy(ClipDescriptor::source, LinkedHashMap::new, Collectors.toList()));
        return Flux.fromIterable(bySource.entrySet())
                .flatMapSequential(
                        entry -> keyframes.leads(
                                entry.getKey(),
                                entry.getValue().stream()
                                        .map(clip -> clip.clip().range())
                                        .toList()),
                        READ_AT_ONCE)
                .collectList()
                .map(leads -> {
                    var all = new ArrayList<Optional<Lead>>();
                    leads.forEach(all::addAll);
                    return all;
                });
    }

    /** As the forms of a clip. What counts is the clip whose copy is least precise. */
    private Forms forms(List<Optional<Lead>> leads, boolean exactSplicePoints) {
        boolean copyIsPrecise = leads.stream().flatMap(Optional::stream).allMatch(Lead::copyIsPrecise);
        boolean hasPrecise =
                exactSplicePoints && leads.stream().flatMap(Optional::stream).allMatch(Lead::hasPrecise);
        ClipForm precise = copyIsPrecise ? ClipForm.COPY : ClipForm.PRECISE;
        boolean leadIn = leads.stream().flatMap(Optional::stream).anyMatch(lead -> lead.leadUs() > 0);
        ClipForm stream = switch (properties.form()) {
            case COPY -> ClipForm.COPY;
            case PRECISE -> hasPrecise ? precise : ClipForm.COPY;
            case AUTO -> hasPrecise && leadIn ? precise : ClipForm.COPY;
        };
        return new Forms(Optional.of(stream), hasPrecise ? Optional.of(precise) : Optional.empty(), Optional.empty());
    }
}
