package dev.cliprange.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.Cursor;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Finds clips. */
@Service
public class ClipService {

    private final ClipRepository clips;
    private final SourceService sources;
    private final ClipDescriptors descriptors;
    private final ClipDetails details;

    ClipService(ClipRepository clips, SourceService sources, ClipDescriptors descriptors, ClipDetails details) {
        this.clips = clips;
        this.sources = sources;
        this.descriptors = descriptors;
        this.details = details;
    }

    /**
     * Returns the row of a clip.
     *
     * @throws FailureException CLIP_NOT_FOUND
     */
    public Mono<Clip> get(UUID clipId) {
        return clips.findById(clipId).switchIfEmpty(Mono.error(ClipService::notFound));
    }

    /**
     * Returns a clip with its versions and details.
     *
     * @throws FailureException CLIP_NOT_FOUND, SOURCE_NOT_READY, or what the work storage fails with
     */
    public Mono<DetailedClip> detailed(UUID clipId) {
        return get(clipId)
                .flatMap(clip -> sources.get(clip.sourceId()).map(source -> descriptors.describe(clip, source.ready())))
                .flatMap(clip -> detailed(List.of(clip)))
                .map(List::getFirst);
    }

    /**
     * Returns clips of one source with their details, in the same order.
     *
     * @throws FailureException what the work storage fails with
     */
    public Mono<List<DetailedClip>> detailed(List<ClipDescriptor> clips) {
        if (clips.isEmpty()) {
            return Mono.just(List.of());
        }
        List<TimeRange> ranges = clips.stream().map(clip -> clip.clip().range()).toList();
        return details.read(clips.getFirst().source(), ranges)
                .map(read -> IntStream.range(0, clips.size())
                        .mapToObj(i -> new DetailedClip(clips.get(i), read.get(i)))
                        .toList());
    }

    /**
     * Returns at most {@code limit} clips of a cut list after a cursor, in the order of their start.
     *
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY
     */
    public Mono<List<ClipDescriptor>> list(CutListKey list, Cursor after, int limit) {
        return sources.get(list.sourceId())
                .map(Source::ready)
                .flatMap(source -> clips.findAfter(list.sourceId(), list.id(), after.position(), after.id(), limit)
                        .map(clip -> descriptors.describe(clip, source))
                        .collectList());
    }

    private static FailureException notFound() {
        return new FailureException(Failure.CLIP_NOT_FOUND, "No clip has this ID; it may have been deleted.");
    }
}
