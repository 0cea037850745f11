package dev.cliprange.clip.sequence;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Decides in which forms a sequence is one MP4. */
@Component
public class SequenceForms {

    private static final int READ_AT_ONCE = 8;

    private final SequenceProblems problems;
    private final SourceKeyframes keyframes;
    private final ClipProperties properties;

    SequenceForms(SequenceProblems problems, SourceKeyframes keyframes, ClipProperties properties) {
        this.problems = problems;
        this.keyframes = keyframes;
        this.properties = properties;
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
        return problems.of(sequence)
                .flatMap(problem -> problem.isPresent()
                        ? Mono.just(new Forms(Optional.empty(), Optional.empty(), problem))
                        : leads(sequence).map(this::forms));
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
    private Forms forms(List<Optional<Lead>> leads) {
        boolean copyIsPrecise = leads.stream().flatMap(Optional::stream).allMatch(Lead::copyIsPrecise);
        boolean hasPrecise = leads.stream().flatMap(Optional::stream).allMatch(Lead::hasPrecise);
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
