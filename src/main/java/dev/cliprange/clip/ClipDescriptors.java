package dev.cliprange.clip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

/** The clips as serving sees them: from memory while fresh, else from the database, else the last known answer. */
@Component
public class ClipDescriptors {

    private static final Logger log = LoggerFactory.getLogger(ClipDescriptors.class);

    private record Loaded(ClipDescriptor descriptor, Optional<UUID> nextId) {}

    private record Known(Loaded loaded, Instant checkedAt) {

        ClipDescriptor descriptor() {
            return loaded.descriptor();
        }
    }

    private final ClipRepository clips;
    private final SourceService sources;
    private final ClipProperties properties;
    private final Clock clock;
    private final Cache<UUID, Known> known;
    /** The questions under way: players who ask for one clip at once share one. */
    private final Map<UUID, Mono<Known>> asked = new ConcurrentHashMap<>();

    ClipDescriptors(
            ClipRepository clips, SourceService sources, ClipProperties properties, EventFeed feed, Clock clock) {
        this.clips = clips;
        this.sources = sources;
        this.properties = properties;
        this.clock = clock;
        this.known =
                Caffeine.newBuilder().maximumSize(properties.mostCachedClips()).build();
        feed.changes().subscribe(this::dropChanged);
    }

    /**
     * The clip as it is now, or as it was when the database last answered.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY; DATABASE_UNAVAILABLE for a clip that is not known yet
     */
    public Mono<ClipDescriptor> get(UUID clipId) {
        Optional<Known> entry = Optional.ofNullable(known.getIfPresent(clipId));
        Duration freshness = properties.freshness();
        if (entry.isPresent() && entry.get().checkedAt().plus(freshness).isAfter(clock.instant())) {
            return Mono.just(entry.get().descriptor());
        }
        return Mono.defer(() -> asked.computeIfAbsent(clipId, this::ask))
                .doOnNext(answer -> known.put(clipId, answer))
                .map(Known::descriptor)
                .switchIfEmpty(Mono.error(() -> {
                    known.invalidate(clipId);
                    return new FailureException(
                            Failure.CLIP_NOT_FOUND, "No clip has this id; it may have been deleted.");
                }))
                .onErrorResume(error -> entry.isPresent() && !(error instanceof FailureException), error -> {
                    log.atWarn().addKeyValue("clip", clipId).log("database does not answer, clip served from memory");
                    Loaded last = entry.orElseThrow().loaded();
                    known.put(clipId, new Known(last, clock.instant()));
                    return Mono.just(last.descriptor());
                });
    }

    /** The clip that comes behind one in its source, as it was when {@link #get} last answered; empty behind the last one. */
    public Optional<UUID> findNextId(UUID clipId) {
        return Optional.ofNullable(known.getIfPresent(clipId))
                .flatMap(entry -> entry.loaded().nextId());
    }

    private Mono<Known> ask(UUID clipId) {
        // A player that leaves does not take its question back: the driver loses a cancelled one's buffers.
        return Mono.fromFuture(
                        () -> {
                            // The age counts from before the question: what is changed while it is answered is not
                            // missed for longer.
                            Instant before = clock.instant();
                            return Mono.defer(() -> load(clipId))
                                    .map(loaded -> new Known(loaded, before))
                                    .doFinally(end -> asked.remove(clipId))
                                    .toFuture();
                        },
                        true)
                .cache();
    }

    /** What any instance has changed is asked for again, also where it is being asked for. */
    private void dropChanged(ChangeEvent event) {
        asked.clear();
        UUID sourceId = event.sourceId();
        JsonNode named = event.data().path("clipIds");
        if (!named.isEmpty() && named.size() == event.data().path("clipCount").asInt()) {
            named.forEach(clipId -> known.invalidate(UUID.fromString(clipId.asString())));
        } else if (sourceId != null) {
            forgetAllOf(sourceId);
        }
    }

    /** Asks the database at the next request for any clip of this source. */
    public void forgetAllOf(UUID sourceId) {
        // Who asks from now on must not be told what was asked before the change.
        asked.clear();
        known.asMap()
                .values()
                .removeIf(entry -> entry.descriptor().source().id().equals(sourceId));
    }

    /** As {@link #get}, from the database: for a clip whose source is another one than the descriptor says. */
    public Mono<ClipDescriptor> reload(ClipDescriptor outdated) {
        return Mono.defer(() -> {
            forgetAllOf(outdated.source().id());
            return get(outdated.id());
        });
    }

    /** The descriptor of a row that was just read or written. */
    public ClipDescriptor describe(Clip clip, ReadySource source) {
        return describe(clip, source, properties);
    }

    /** The same for the same row, source and settings, on every instance and in every release. */
    public static ClipDescriptor describe(Clip clip, ReadySource source, ClipProperties properties) {
        EngineKind engine = switch (properties.engine()) {
            case AUTO -> source.sliceable() ? EngineKind.SLICE : EngineKind.FFMPEG;
            case FFMPEG -> EngineKind.FFMPEG;
        };
        String engineFormat = switch (engine) {
            case SLICE -> ClipLayout.FORMAT_VERSION + "/" + properties.maxGap().toBytes();
            case FFMPEG -> ffmpegFormat(source);
        };
        String layoutFormat = ClipVersion.format(engineFormat, source.indexGeneration());
        String version = ClipVersion.of(source.revision(), clip.range(), "copy", engine, layoutFormat);
        String preciseVersion = ClipVersion.of(
                source.revision(), clip.range(), "precise", engine, layoutFormat + "/" + PrecisePlanner.FORMAT_VERSION);
        return new ClipDescriptor(clip, source, engine, version, preciseVersion);
    }

    /** The streams that are left out depend on the FFmpeg that read the source. */
    private static String ffmpegFormat(ReadySource source) {
        // 3: FFmpeg generates times that a program stream lacks.
        return ("mpeg".equals(source.media().container()) ? "3" : "2")
                + source.media().ignoredTracks().stream()
                        .map(track -> "/" + track.index())
                        .collect(Collectors.joining());
    }

    private Mono<Loaded> load(UUID clipId) {
        return clips.findById(clipId)
                .flatMap(clip -> sources.get(clip.sourceId())
                        .map(source -> describe(clip, source.ready()))
                        .zipWith(
                                clips.findNextId(clip.sourceId(), clip.endUs())
                                        .map(Optional::of)
                                        .defaultIfEmpty(Optional.empty()),
                                Loaded::new));
    }
}
