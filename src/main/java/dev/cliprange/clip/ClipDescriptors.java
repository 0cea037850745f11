package dev.cliprange.clip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The clips as serving sees them: from memory while fresh, else from the database, else the last known answer. */
@Component
public class ClipDescriptors {

    private static final Logger log = LoggerFactory.getLogger(ClipDescriptors.class);

    private record Known(ClipDescriptor descriptor, Instant checkedAt) {}

    private final ClipRepository clips;
    private final SourceService sources;
    private final ClipProperties properties;
    private final Clock clock;
    private final Cache<UUID, Known> known;

    ClipDescriptors(ClipRepository clips, SourceService sources, ClipProperties properties, Clock clock) {
        this.clips = clips;
        this.sources = sources;
        this.properties = properties;
        this.clock = clock;
        this.known = Caffeine.newBuilder().maximumSize(properties.cachedClips()).build();
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
        // The age counts from before the question: what is changed while it is answered is not missed for longer.
        Instant asked = clock.instant();
        return load(clipId)
                .doOnNext(descriptor -> known.put(clipId, new Known(descriptor, asked)))
                .switchIfEmpty(Mono.error(() -> {
                    known.invalidate(clipId);
                    return new FailureException(
                            Failure.CLIP_NOT_FOUND, "No clip has this id; it may have been deleted.");
                }))
                .onErrorResume(error -> entry.isPresent() && !(error instanceof FailureException), error -> {
                    log.atWarn().addKeyValue("clip", clipId).log("database does not answer, clip served from memory");
                    ClipDescriptor last = entry.orElseThrow().descriptor();
                    known.put(clipId, new Known(last, clock.instant()));
                    return Mono.just(last);
                });
    }

    /** Asks the database at the next request for this clip. */
    void forget(UUID clipId) {
        known.invalidate(clipId);
    }

    /** Asks the database at the next request for any clip of this source. */
    void forgetAllOf(UUID sourceId) {
        known.asMap()
                .values()
                .removeIf(entry -> entry.descriptor().source().id().equals(sourceId));
    }

    /** The descriptor of a row that was just read or written. */
    ClipDescriptor describe(Clip clip, ReadySource source) {
        EngineKind engine = switch (properties.engine()) {
            case AUTO -> source.sliceable() ? EngineKind.SLICE : EngineKind.FFMPEG;
            case FFMPEG -> EngineKind.FFMPEG;
        };
        String layoutFormat = switch (engine) {
            case SLICE -> ClipLayout.FORMAT_VERSION + "/" + properties.maxGap().toBytes();
            case FFMPEG -> "1";
        };
        String version = ClipVersion.of(source.revision(), clip.range(), "copy", engine, layoutFormat);
        return new ClipDescriptor(clip, source, engine, version);
    }

    private Mono<ClipDescriptor> load(UUID clipId) {
        return clips.findById(clipId)
                .flatMap(clip -> sources.get(clip.sourceId()).map(source -> describe(clip, source.ready())));
    }
}
