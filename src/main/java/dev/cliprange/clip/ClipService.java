package dev.cliprange.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Looking clips up. */
@Service
public class ClipService {

    private final ClipRepository clips;
    private final SourceService sources;
    private final ClipDescriptors descriptors;

    ClipService(ClipRepository clips, SourceService sources, ClipDescriptors descriptors) {
        this.clips = clips;
        this.sources = sources;
        this.descriptors = descriptors;
    }

    /** @throws FailureException CLIP_NOT_FOUND */
    public Mono<Clip> get(UUID clipId) {
        return clips.findById(clipId).switchIfEmpty(Mono.error(ClipService::notFound));
    }

    /** The clip with its version.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY
     */
    public Mono<ClipDescriptor> describe(UUID clipId) {
        return get(clipId)
                .flatMap(
                        clip -> sources.get(clip.sourceId()).map(source -> descriptors.describe(clip, source.ready())));
    }

    /** At most {@code limit} clips of a source behind a cursor, in the order of their start. */
    public Mono<List<ClipDescriptor>> list(UUID sourceId, Cursor after, int limit) {
        return sources.get(sourceId)
                .map(Source::ready)
                .flatMap(source -> clips.findBehind(sourceId, after.position(), after.id(), limit)
                        .map(clip -> descriptors.describe(clip, source))
                        .collectList());
    }

    private static FailureException notFound() {
        return new FailureException(Failure.CLIP_NOT_FOUND, "No clip has this id; it may have been deleted.");
    }
}
