package dev.cliprange.clip;

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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * The clips as they are served: from memory while fresh, otherwise from the database. If the database fails, the last
 * known state is served.
 */
@Component
public class ClipDescriptors {

    private final ClipRepository clips;
    private final SourceService sources;
    private final SourceKeyframes keyframes;
    private final ClipProperties properties;
    private final LastKnown<DescribedClip> known;

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
        this.known = new LastKnown<>(
                "clip",
                Caffeine.newBuilder().maximumSize(properties.mostCachedClips()),
                this::load,
                properties.freshness(),
                clock);
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
        return known.get(
                clipId,
                () -> new FailureException(Failure.CLIP_NOT_FOUND, "No clip has this ID; it may have been deleted."));
    }

    /** Invalidates clips that were changed on any instance, including lookups in flight. */
    private void dropChanged(ChangeEvent event) {
        known.forgetLookups();
        UUID sourceId = event.sourceId();
        JsonNode named = event.data().path("clipIds");
        if (!named.isEmpty() && named.size() == event.data().path("clipCount").asInt()) {
            named.forEach(clipId -> known.forget(UUID.fromString(clipId.asString())));
        } else if (sourceId != null) {
            forgetAllOf(sourceId);
        }
    }

    /** Invalidates the clips of a source. */
    public void forgetAllOf(UUID sourceId) {
        known.forgetAll(clip -> clip.descriptor().source().id().equals(sourceId));
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
                                clips.findNextId(clip.sourceId(), clip.cutListId(), clip.endUs())
                                        .map(Optional::of)
                                        .defaultIfEmpty(Optional.empty()),
                                DescribedClip::new));
    }
}
