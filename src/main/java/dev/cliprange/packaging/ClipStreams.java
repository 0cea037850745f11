package dev.cliprange.packaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.ladder.RungStreams;
import dev.cliprange.precise.EncodingPlans;
import dev.cliprange.slice.precise.EncodingPlan;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.slice.segment.StreamPlan;
import dev.cliprange.slice.segment.StreamPlanner;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Plans the streams of clips. A plan never changes under its version, so no entry of the cache expires. */
@Component
class ClipStreams {

    private final SourceIndexes indexes;
    private final EncodingPlans encodings;
    private final RungStreams rungs;
    private final Cache<String, ClipStream> known;

    ClipStreams(SourceIndexes indexes, EncodingPlans encodings, RungStreams rungs, PackagingProperties properties) {
        this.indexes = indexes;
        this.encodings = encodings;
        this.rungs = rungs;
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.planCache().bytes())
                .weigher((String key, ClipStream stream) -> stream.weightBytes())
                // The limit holds when an entry has been added, and not when a thread of the common pool is free.
                .executor(Runnable::run)
                .build();
    }

    /**
     * Returns the stream of a clip.
     *
     * @throws FailureException MEDIA_UNSUPPORTED if the source has no index, or the copy form would begin before it;
     *     PRECISE_UNAVAILABLE if the exact form cannot be made; RANGE_EMPTY; as reading the index or the source
     */
    Mono<ClipStream> get(ClipDescriptor clip, boolean copy) {
        if (clip.engine() != EngineKind.SLICE) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED, "Only clips of sources with an index can be streamed in segments."));
        }
        // Two copies of one object share a version, and each has its own index.
        String key = clip.source().id() + "/" + clip.streamVersion() + (copy ? "/copy" : "");
        return Mono.defer(() -> Mono.justOrEmpty(known.getIfPresent(key)))
                .switchIfEmpty(Mono.defer(() -> plan(clip, copy)).doOnNext(stream -> known.put(key, stream)));
    }

    private Mono<ClipStream> plan(ClipDescriptor clip, boolean copy) {
        TimeRange range = clip.clip().range();
        return indexes.part(clip.source(), range)
                .flatMap(part -> plan(clip, part, copy)
                        .onErrorResume(
                                ClipStreams::hasNoFrame,
                                empty -> Mono.just(stream(part, audioOnly(part, range), Optional.empty(), copy)))
                        .map(stream -> withTiles(clip, part, stream)))
                .doOnNext(ClipStreams::requireTracks)
                .flatMap(stream -> withRungs(clip, stream))
                .flatMap(stream ->
                        indexes.texts(clip.source()).map(index -> stream.with(ClipText.of(index, stream.shown()))));
    }

    private Mono<ClipStream> plan(ClipDescriptor clip, IndexPart part, boolean copy) {
        TimeRange range = clip.clip().range();
        if (part.directory().video().isEmpty()) {
            return Mono.fromSupplier(() -> stream(part, audioOnly(part, range), Optional.empty(), copy));
        }
        if (copy) {
            return Mono.fromSupplier(() ->
                    stream(part, StreamPlanner.copy(part.directory(), part.pages(), range), Optional.empty(), true));
        }
        return encodings.find(clip, part).map(EncodingPlan::parts).map(parts -> {
            StreamPlan plan = StreamPlanner.exact(part.directory(), part.pages(), range, parts);
            return stream(part, plan, Optional.of(parts), false);
        });
    }

    private Mono<ClipStream> withRungs(ClipDescriptor clip, ClipStream stream) {
        return stream.copy() || stream.plan().video().isEmpty()
                ? Mono.just(stream)
                : rungs.of(clip, stream.plan().video().orElseThrow()).map(stream::withRungs);
    }

    private static ClipStream withTiles(ClipDescriptor clip, IndexPart part, ClipStream stream) {
        return stream.plan().video().isEmpty()
                ? stream
                : stream.withTiles(
                        ClipTiles.of(clip.source().media(), part, clip.clip().range()));
    }

    private static boolean hasNoFrame(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.RANGE_EMPTY;
    }

    private static StreamPlan audioOnly(IndexPart part, TimeRange range) {
        return StreamPlanner.audioOnly(part.directory(), part.pages(), range);
    }

    private static ClipStream stream(IndexPart part, StreamPlan plan, Optional<PreciseParts> parts, boolean copy) {
        return new ClipStream(part.directory(), plan, parts, copy, List.of(), Optional.empty(), List.of());
    }

    private static void requireTracks(ClipStream stream) {
        if (stream.plan().tracks().findAny().isEmpty()) {
            throw new FailureException(
                    Failure.RANGE_EMPTY, "The clip has neither frames nor audio that players of segments know.");
        }
    }
}
