package dev.cliprange.clip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * The clips as they are served: from memory while fresh, otherwise from the database. If the database fails, the last
 * known state is served.
 */
@Component
public class ClipDescriptors {

    private static final Logger log = LoggerFactory.getLogger(ClipDescriptors.class);

    private record Known(DescribedClip clip, Instant checkedAt) {

        ClipDescriptor descriptor() {
            return clip.descriptor();
        }
    }

    private final ClipRepository clips;
    private final SourceService sources;
    private final SourceKeyframes keyframes;
    private final ClipProperties properties;
    private final Clock clock;
    private final Cache<UUID, Known> known;
    /** The lookups in flight. Concurrent requests for one clip share one. */
    private final Map<UUID, Mono<Known>> lookups = new ConcurrentHashMap<>();

    ClipDescriptors(
            ClipRepository clips,
            SourceService sources,
            SourceKeyframes keyframes,
            ClipProperties properties,
            EventFeed feed,
            Clock clock) {
        this.clips = clips;
        this.sources = sources;
        this.keyframes = keyframes;
        this.properties = properties;
        this.clock = clock;
        this.known =
                Caffeine.newBuilder().maximumSize(properties.mostCachedClips()).build();
        feed.changes().subscribe(this::dropChanged);
    }

    /**
     * Returns the clip as it is now, or its last known state if the database fails.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY; DATABASE_UNAVAILABLE if the state is unknown
     */
    public Mono<ClipDescriptor> get(UUID clipId) {
        return getWithNext(clipId).map(DescribedClip::descriptor);
    }

    /** As {@link #get}, with the clip that follows it. */
    public Mono<DescribedClip> getWithNext(UUID clipId) {
        Optional<Known> entry = Optional.ofNullable(known.getIfPresent(clipId));
        Duration freshness = properties.freshness();
        if (entry.isPresent() && entry.get().checkedAt().plus(freshness).isAfter(clock.instant())) {
            return Mono.just(entry.get().clip());
        }
        return Mono.defer(() -> lookups.computeIfAbsent(clipId, this::lookUp))
                .doOnNext(answer -> known.put(clipId, answer))
                .map(Known::clip)
                .switchIfEmpty(Mono.error(() -> {
                    known.invalidate(clipId);
                    return new FailureException(
                            Failure.CLIP_NOT_FOUND, "No clip has this ID; it may have been deleted.");
                }))
                .onErrorResume(error -> entry.isPresent() && !(error instanceof FailureException), error -> {
                    log.atWarn().addKeyValue("clip", clipId).log("database unavailable, clip served from memory");
                    DescribedClip last = entry.orElseThrow().clip();
                    known.put(clipId, new Known(last, clock.instant()));
                    return Mono.just(last);
                });
    }

    private Mono<Known> lookUp(UUID clipId) {
        // The lookup is never cancelled, because the driver leaks the buffers of a cancelled query.
        return Mono.fromFuture(
                        () -> {
                            // The age counts from before the query, so that a change during the query is seen in time.
                            Instant before = clock.instant();
                            return Mono.defer(() -> load(clipId))
                                    .map(clip -> new Known(clip, before))
                                    .doFinally(end -> lookups.remove(clipId))
                                    .toFuture();
                        },
                        true)
                .cache();
    }

    /** Invalidates clips that were changed on any instance, including lookups in flight. */
    private void dropChanged(ChangeEvent event) {
        lookups.clear();
        UUID sourceId = event.sourceId();
        JsonNode named = event.data().path("clipIds");
        if (!named.isEmpty() && named.size() == event.data().path("clipCount").asInt()) {
            named.forEach(clipId -> known.invalidate(UUID.fromString(clipId.asString())));
        } else if (sourceId != null) {
            forgetAllOf(sourceId);
        }
    }

    /** Invalidates the clips of a source. */
    public void forgetAllOf(UUID sourceId) {
        // Lookups in flight may have read the row before the change.
        lookups.clear();
        known.asMap()
                .values()
                .removeIf(entry -> entry.descriptor().source().id().equals(sourceId));
    }

    /** As {@link #get}, from the database. For a clip whose source is no longer as the descriptor says. */
    public Mono<ClipDescriptor> reload(ClipDescriptor outdated) {
        return Mono.defer(() -> {
            forgetAllOf(outdated.source().id());
            return get(outdated.id());
        });
    }

    /** Returns the descriptor of a row that was just read or written. */
    public ClipDescriptor describe(Clip clip, ReadySource source) {
        return describe(clip, source, properties);
    }

    /**
     * As {@link #describe(Clip, ReadySource)}. The same input has the same versions on all instances and in all
     * releases.
     */
    public static ClipDescriptor describe(Clip clip, ReadySource source, ClipProperties properties) {
        EngineKind engine = switch (properties.engine()) {
            case AUTO -> source.sliceable() ? EngineKind.SLICE : EngineKind.FFMPEG;
            case FFMPEG -> EngineKind.FFMPEG;
        };
        String engineFormat = switch (engine) {
            case SLICE ->
                SlicePlanner.FORMAT_VERSION + "/" + properties.maxGap().toBytes();
            case FFMPEG -> ffmpegFormat(source);
        };
        String layoutFormat = ClipVersion.format(engineFormat, source.indexGeneration());
        String version = ClipVersion.of(source.revision(), clip.range(), ClipForm.COPY, engine, layoutFormat);
        String preciseVersion = ClipVersion.of(
                source.revision(),
                clip.range(),
                ClipForm.PRECISE,
                engine,
                layoutFormat + "/" + PrecisePlanner.FORMAT_VERSION);
        return new ClipDescriptor(clip, source, engine, version, preciseVersion);
    }

    /** The ignored streams depend on the FFmpeg build that read the source. */
    private static String ffmpegFormat(ReadySource source) {
        // 3: FFmpeg generates times that a program stream lacks.
        return ("mpeg".equals(source.media().container()) ? "3" : "2")
                + source.media().ignoredTracks().stream()
                        .map(track -> "/" + track.index())
                        .collect(Collectors.joining());
    }

    /** A sliced clip has no lead: its edit list hides the frames before its start. */
    private Mono<ClipDescriptor> withLead(ClipDescriptor clip) {
        if (clip.engine() == EngineKind.SLICE) {
            return Mono.just(clip);
        }
        return keyframes
                .leads(clip.source(), List.of(clip.clip().range()))
                .map(leads -> leads.getFirst().map(SourceKeyframes.Lead::leadUs).orElse(0L))
                // The source is being read again. Its clips have other versions afterwards.
                .onErrorReturn(FailureException.class, 0L)
                .map(clip::withLead);
    }

    private Mono<DescribedClip> load(UUID clipId) {
        return clips.findById(clipId)
                .flatMap(clip -> sources.get(clip.sourceId())
                        .map(source -> describe(clip, source.ready()))
                        .flatMap(this::withLead)
                        .zipWith(
                                clips.findNextId(clip.sourceId(), clip.endUs())
                                        .map(Optional::of)
                                        .defaultIfEmpty(Optional.empty()),
                                DescribedClip::new));
    }
}
