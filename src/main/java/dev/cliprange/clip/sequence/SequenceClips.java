package dev.cliprange.clip.sequence;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipRepository;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads the clips of a sequence from the database. */
@Component
class SequenceClips {

    private final ClipRepository clips;
    private final SourceRepository sources;
    private final ClipDescriptors descriptors;

    SequenceClips(ClipRepository clips, SourceRepository sources, ClipDescriptors descriptors) {
        this.clips = clips;
        this.sources = sources;
        this.descriptors = descriptors;
    }

    /** Returns the state of a sequence with two queries. */
    Mono<SequenceState> read(Sequence sequence) {
        return clips.findAllById(sequence.clipIds().stream().distinct().toArray(UUID[]::new))
                .collectMap(Clip::id)
                .flatMap(rows -> rows.keySet().containsAll(sequence.clipIds())
                        ? read(sequence, rows)
                        : Mono.just(new SequenceState.ClipsDeleted(sequence, missing(sequence, rows::containsKey))));
    }

    private Mono<SequenceState> read(Sequence sequence, Map<UUID, Clip> rows) {
        UUID[] sourceIds = rows.values().stream().map(Clip::sourceId).distinct().toArray(UUID[]::new);
        return sources.findAllById(sourceIds)
                .filter(source -> source.state() == SourceState.READY)
                .map(Source::ready)
                .collectMap(ReadySource::id)
                .map(ready -> state(sequence, rows, ready));
    }

    private SequenceState state(Sequence sequence, Map<UUID, Clip> rows, Map<UUID, ReadySource> sources) {
        Map<UUID, ClipDescriptor> described = rows.values().stream()
                .flatMap(
                        clip -> Optional.ofNullable(sources.get(clip.sourceId()))
                                .map(source -> descriptors.describe(clip, source))
                                .stream())
                .collect(Collectors.toMap(ClipDescriptor::id, Function.identity()));
        List<UUID> waiting = missing(sequence, described::containsKey);
        return waiting.isEmpty()
                ? new SequenceState.Current(
                        sequence,
                        sequence.clipIds().stream().map(described::get).toList())
                : new SequenceState.SourcesNotReady(sequence, waiting);
    }

    private static List<UUID> missing(Sequence sequence, Predicate<UUID> isKnown) {
        return sequence.clipIds().stream().distinct().filter(isKnown.negate()).toList();
    }
}
