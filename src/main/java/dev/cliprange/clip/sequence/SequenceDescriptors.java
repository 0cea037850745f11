package dev.cliprange.clip.sequence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.source.ReadySource;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The sequences as they are served: from memory while fresh, otherwise from the database. If the database fails, the
 * last known state is served. Clips are served in the same way.
 */
@Component
public class SequenceDescriptors {

    private static final Logger log = LoggerFactory.getLogger(SequenceDescriptors.class);

    /** The memory of a descriptor, and of a source with its tracks. */
    private static final int CLIP_BYTES = 600;

    private static final int SOURCE_BYTES = 2000;

    /** @param sourceIds of all clips; empty if they are not known */
    private record Known(SequenceState state, Set<UUID> sourceIds, Instant checkedAt) {

        static Known of(SequenceState state, Instant checkedAt) {
            return switch (state) {
                case SequenceState.Current current ->
                    new Known(
                            state,
                            current.clips().stream()
                                    .map(ClipDescriptor::source)
                                    .map(ReadySource::id)
                                    .collect(Collectors.toSet()),
                            checkedAt);
                case SequenceState.ClipsDeleted deleted -> new Known(deleted, Set.of(), checkedAt);
                case SequenceState.SourcesNotReady waiting -> new Known(waiting, Set.of(), checkedAt);
            };
        }

        boolean concerns(UUID sourceId) {
            return sourceIds.isEmpty() || sourceIds.contains(sourceId);
        }

        int weightBytes() {
            return (state.sequence().clipIds().size() + 1) * CLIP_BYTES + sourceIds.size() * SOURCE_BYTES;
        }
    }

    private final SequenceRepository sequences;
    private final SequenceClips clips;
    private final ClipProperties properties;
    private final Clock clock;
    private final Cache<UUID, Known> known;
    /** The lookups in flight. Concurrent requests for one sequence share one. */
    private final Map<UUID, Mono<Known>> lookups = new ConcurrentHashMap<>();

    SequenceDescriptors(
            SequenceRepository sequences, SequenceClips clips, ClipProperties properties, EventFeed feed, Clock clock) {
        this.sequences = sequences;
        this.clips = clips;
        this.properties = properties;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumWeight(HeapShare.valueOf(HeapShare.SEQUENCES).bytes())
                .weigher((UUID id, Known sequence) -> sequence.weightBytes())
                .build();
        feed.changes().subscribe(this::dropChanged);
    }

    /**
     * Returns a sequence as it is now, or its last known state if the database fails.
     *
     * @throws FailureException SEQUENCE_UNKNOWN; DATABASE_UNAVAILABLE if the state is unknown
     */
    public Mono<SequenceState> get(UUID id) {
        Optional<Known> entry = Optional.ofNullable(known.getIfPresent(id));
        if (entry.isPresent()
                && entry.get().checkedAt().plus(properties.freshness()).isAfter(clock.instant())) {
            return Mono.just(entry.get().state());
        }
        return Mono.defer(() -> lookups.computeIfAbsent(id, this::lookUp))
                .doOnNext(answer -> known.put(id, answer))
                .map(Known::state)
                .switchIfEmpty(Mono.error(() -> {
                    known.invalidate(id);
                    return SequenceService.unknown(id);
                }))
                .onErrorResume(error -> entry.isPresent() && !(error instanceof FailureException), error -> {
                    log.atWarn().addKeyValue("sequence", id).log("database unavailable, sequence served from memory");
                    Known last = entry.orElseThrow();
                    known.put(id, new Known(last.state(), last.sourceIds(), clock.instant()));
                    return Mono.just(last.state());
                });
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
        // A lookup in flight may have read the row before the change.
        lookups.remove(id);
        known.invalidate(id);
    }

    private Mono<Known> lookUp(UUID id) {
        // The lookup is never cancelled, because the driver leaks the buffers of a cancelled query.
        return Mono.fromFuture(
                        () -> {
                            // The age counts from before the query, so that a change during the query is seen in time.
                            Instant before = clock.instant();
                            return Mono.defer(() -> sequences.find(id).flatMap(clips::read))
                                    .map(state -> Known.of(state, before))
                                    .doFinally(end -> lookups.remove(id))
                                    .toFuture();
                        },
                        true)
                .cache();
    }

    /** Invalidates the sequences with clips of a source that was changed on any instance. */
    private void dropChanged(ChangeEvent event) {
        lookups.clear();
        UUID sourceId = event.sourceId();
        if (sourceId != null) {
            known.asMap().values().removeIf(entry -> entry.concerns(sourceId));
        }
    }
}
