package dev.cliprange.clip.sequence;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.LastKnown;
import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.source.ReadySource;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The sequences as they are served: from memory while fresh, otherwise from the database. If the database fails, the
 * last known state is served. Clips are served in the same way.
 */
@Component
public class SequenceDescriptors {

    /** The memory of a descriptor, and of a source with its tracks. */
    private static final int CLIP_BYTES = 600;

    private static final int SOURCE_BYTES = 2000;

    /** @param sourceIds of all clips; empty if they are not known */
    private record Known(SequenceState state, Set<UUID> sourceIds) {

        static Known of(SequenceState state) {
            return switch (state) {
                case SequenceState.Current current ->
                    new Known(
                            state,
                            current.clips().stream()
                                    .map(ClipDescriptor::source)
                                    .map(ReadySource::id)
                                    .collect(Collectors.toSet()));
                case SequenceState.ClipsDeleted deleted -> new Known(deleted, Set.of());
                case SequenceState.SourcesNotReady waiting -> new Known(waiting, Set.of());
            };
        }

        boolean concerns(UUID sourceId) {
            return sourceIds.isEmpty() || sourceIds.contains(sourceId);
        }

        int weightBytes() {
            return (state.sequence().clipIds().size() + 1) * CLIP_BYTES + sourceIds.size() * SOURCE_BYTES;
        }
    }

    private final LastKnown<Known> known;

    SequenceDescriptors(
            SequenceRepository sequences, SequenceClips clips, ClipProperties properties, EventFeed feed, Clock clock) {
        this.known = new LastKnown<>(
                "sequence",
                Caffeine.newBuilder()
                        .maximumWeight(HeapShare.valueOf(HeapShare.SEQUENCES).bytes())
                        .weigher((UUID id, LastKnown.Entry<Known> entry) ->
                                entry.state().weightBytes()),
                id -> sequences.find(id).flatMap(clips::read).map(Known::of),
                properties.freshness(),
                clock);
        feed.changes().subscribe(this::dropChanged);
    }

    /**
     * Returns a sequence as it is now, or its last known state if the database fails.
     *
     * @throws FailureException SEQUENCE_UNKNOWN; DATABASE_UNAVAILABLE if the state is unknown
     */
    public Mono<SequenceState> get(UUID id) {
        return known.get(id, () -> SequenceService.unknown(id)).map(Known::state);
    }

    /** As {@link #get}, from the database. */
    public Mono<SequenceState> reload(UUID id) {
        return Mono.defer(() -> {
            forget(id);
            return get(id);
        });
    }

    /** Invalidates a sequence on this instance. Others read it again when it is no longer fresh. */
    void forget(UUID id) {
        known.forget(id);
    }

    /** Invalidates the sequences with clips of a source that was changed on any instance. */
    private void dropChanged(ChangeEvent event) {
        UUID sourceId = event.sourceId();
        if (sourceId == null) {
            known.forgetLookups();
        } else {
            known.forgetAll(sequence -> sequence.concerns(sourceId));
        }
    }
}
