package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.failure.LimitText;
import dev.cliprange.packaging.playlist.SequenceDescription;
import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import dev.cliprange.packaging.playlist.SequenceFile;
import dev.cliprange.packaging.playlist.SequenceTracks;
import dev.cliprange.packaging.playlist.StreamDescription;
import dev.cliprange.stream.Streams;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Describes sequences for the writers of playlists. All clips have exact ends: a lead-in would be shown between two clips. */
@Component
class SequenceStreams {

    /** Clips that are planned at once. */
    private static final int CONCURRENCY = 8;
    /** The clips that a problem names in its text. */
    private static final int NAMED_CLIPS = 5;

    private final ClipStreams plans;
    private final Streams streams;
    private final Duration longest;

    SequenceStreams(ClipStreams plans, Streams streams, PackagingProperties properties) {
        this.plans = plans;
        this.streams = streams;
        this.longest = properties.longestSequence();
    }

    /**
     * Describes a sequence. Concurrent requests share the plans of its clips.
     *
     * @throws FailureException SEQUENCE_TOO_LONG; SEQUENCE_MIXED_CODECS; as planning the stream of a
     *     clip. All of them have {@link SequenceService#CLIP_IDS}, except those of the storage
     */
    Mono<SequenceDescription> describe(SequenceState.Current sequence) {
        if (sequence.durationUs() > longest.toNanos() / 1000) {
            return Mono.error(new FailureException(
                    Failure.SEQUENCE_TOO_LONG,
                    "The clips last " + LimitText.seconds(Duration.ofNanos(sequence.durationUs() * 1000))
                            + " together (expected: at most " + LimitText.seconds(longest) + ")."));
        }
        List<ClipDescriptor> clips = sequence.clips();
        return Flux.fromIterable(clips)
                .flatMapSequential(this::plan, CONCURRENCY)
                .collectList()
                // Five hundred clips are too much for an event loop.
                .publishOn(Schedulers.parallel())
                .map(found -> join(clips, StreamDescriptions.ofSequence(found)));
    }

    private Mono<ClipStream> plan(ClipDescriptor clip) {
        return streams.checkIfChanged(clip.source(), plans.get(clip, false))
                .onErrorMap(FailureException.class, failure -> named(failure, clip.id()));
    }

    private static FailureException named(FailureException failure, UUID clipId) {
        if (failure.failure().kind() != FailureKind.CALLER && failure.failure().kind() != FailureKind.MEDIA) {
            return failure;
        }
        Map<String, Object> properties = new HashMap<>(failure.properties());
        properties.put(SequenceService.CLIP_IDS, List.of(clipId));
        return new FailureException(failure.failure(), "Clip " + clipId + ": " + failure.detail(), properties);
    }

    private static SequenceDescription join(List<ClipDescriptor> clips, List<StreamDescription> descriptions) {
        List<Part> parts = IntStream.range(0, descriptions.size())
                .mapToObj(i -> new Part(SequenceFile.folder(i), descriptions.get(i)))
                .toList();
        return switch (SequenceTracks.of(parts)) {
            case SequenceTracks.Common(SequenceDescription sequence) -> sequence;
            case SequenceTracks.Mixed mixed -> throw mixed(mixed, clips);
        };
    }

    private static FailureException mixed(SequenceTracks.Mixed mixed, List<ClipDescriptor> clips) {
        List<UUID> ids = mixed.differing().keySet().stream()
                .map(i -> clips.get(i).id())
                .distinct()
                .toList();
        String named = mixed.differing().entrySet().stream()
                .map(entry -> clips.get(entry.getKey()).id() + " (" + codecs(mixed.kind(), entry.getValue()) + ")")
                .distinct()
                .limit(NAMED_CLIPS)
                .collect(Collectors.joining(", "));
        String more = ids.size() > NAMED_CLIPS ? " and " + (ids.size() - NAMED_CLIPS) + " more" : "";
        return new FailureException(
                Failure.SEQUENCE_MIXED_CODECS,
                "Most clips have " + mixed.kind() + " in " + mixed.expected() + ". These have not: " + named + more
                        + ".",
                Map.of(SequenceService.CLIP_IDS, ids));
    }

    private static String codecs(String kind, Set<String> families) {
        return families.isEmpty() ? "no " + kind : String.join(", ", families);
    }
}
