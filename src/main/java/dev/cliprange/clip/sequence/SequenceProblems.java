package dev.cliprange.clip.sequence;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.slice.sequence.MediaAgreement;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceMedia;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Compares the media of the clips of a sequence, and decides why they cannot be one MP4. */
@Component
public class SequenceProblems {

    /** The memory that planning takes for each sample: its clip's, the joined one, and its boxes. */
    private static final int SAMPLE_BYTES = 100;
    /** Planning may take a part of the memory for large work. */
    private static final int PART_OF_MEMORY = 2;

    private static final int PACKET_SAMPLES = 1_024;
    private static final int READ_AT_ONCE = 8;

    private final SourceIndexes indexes;
    private final MemoryPermits memory;

    SequenceProblems(SourceIndexes indexes, MemoryPermits workMemory) {
        this.indexes = indexes;
        this.memory = workMemory;
    }

    /**
     * Returns why the clips cannot be one MP4; empty if they can. Reads the directories of the sources.
     *
     * @return SEQUENCE_MIXED_MEDIA or SEQUENCE_TOO_LONG, with {@link SequenceService#CLIP_IDS}
     * @throws FailureException SOURCE_NOT_READY; as reading an index
     */
    Mono<Optional<FailureException>> of(SequenceState.Current sequence) {
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

    /**
     * Completes if the clips can be one MP4.
     *
     * @throws FailureException SEQUENCE_MIXED_MEDIA and SEQUENCE_TOO_LONG, with {@link SequenceService#CLIP_IDS};
     *     SOURCE_NOT_READY
     */
    public Mono<Void> require(SequenceState.Current sequence) {
        return of(sequence)
                .flatMap(problem -> problem.<Mono<Void>>map(Mono::error).orElse(Mono.empty()));
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
}
