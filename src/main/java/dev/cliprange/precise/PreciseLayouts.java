package dev.cliprange.precise;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.encode.EncodingFailures;
import dev.cliprange.ffmpeg.encode.SharedEncodings;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.slice.precise.EncodedEdges;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceIndexes.IndexPart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The layouts of precise clips with their encoded edges: a cache that is bounded by weight. Concurrent requests for a
 * missing form share one encoding. It runs to completion even if every client disconnects, and its result is stored.
 */
@Component
public class PreciseLayouts {

    private static final int TAG_CHARACTERS = 16;

    private final SourceIndexes indexes;
    private final PrecisePlanner planner;
    private final EncodedEdgesStore store;
    private final EncodedEdgesMaker maker;
    private final SharedEncodings<PreciseLayout> encodings;
    private final Cache<String, PreciseLayout> known;

    PreciseLayouts(
            SourceIndexes indexes,
            PrecisePlanner planner,
            EncodedEdgesStore store,
            EncodedEdgesMaker maker,
            EncodingFailures failures,
            PreciseProperties properties) {
        this.indexes = indexes;
        this.planner = planner;
        this.store = store;
        this.maker = maker;
        this.encodings = new SharedEncodings<>(failures);
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.cache().bytes())
                .weigher((String key, PreciseLayout it) -> it.file().layout().weightBytes())
                // The limit holds when an entry has been added, and not when a thread of the common pool is free.
                .executor(Runnable::run)
                .build();
    }

    /**
     * A precise clip that can be served.
     *
     * @param file its tag is the version and the first characters of the digest of the encoded edges
     * @param encodedFrames the number of frames that are not samples of the source
     * @param encodedBytes the size of these frames
     * @param wholeEncoded whether no frame is copied
     * @param edges the encoded frames. The layout has the same bytes, so they take no more memory
     * @param edgesKey the object of the work storage that has the stored form of {@code edges}
     */
    public record PreciseLayout(
            TaggedLayout file,
            int encodedFrames,
            int encodedBytes,
            boolean wholeEncoded,
            EncodedEdges edges,
            String edgesKey) {}

    /**
     * Returns the layout of a clip's precise form, which is encoded if it is missing. A lasting failure is remembered,
     * and returned at once until it expires.
     *
     * @param holder the process counts as its own, if one is started
     * @throws FailureException PRECISE_UNAVAILABLE if the source is not sliced; as {@link EncodedEdgesMaker#make} and
     *     {@link EncodedEdgesStore#put}
     */
    public Mono<PreciseLayout> get(ClipDescriptor clip, ProcessHolder holder) {
        return clip.engine() == EngineKind.SLICE
                ? load(clip, holder)
                : Mono.error(new FailureException(
                        Failure.PRECISE_UNAVAILABLE, "Only clips of sources with an index have a precise form."));
    }

    private Mono<PreciseLayout> load(ClipDescriptor clip, ProcessHolder holder) {
        // Two copies of one object share a version.
        String key = clip.source().id() + "/" + clip.preciseVersion();
        return Mono.defer(() -> Mono.justOrEmpty(known.getIfPresent(key)))
                .switchIfEmpty(encodings.get(
                        key, () -> findOrMake(clip, holder).doOnNext(made -> known.put(key, made))));
    }

    private Mono<PreciseLayout> findOrMake(ClipDescriptor clip, ProcessHolder holder) {
        return indexes.part(clip.source(), clip.clip().range())
                .flatMap(part -> store.find(clip)
                        .switchIfEmpty(Mono.defer(() -> maker.make(clip, holder, part, made -> store.put(clip, made))))
                        .map(stored -> layout(clip, part, stored)));
    }

    private PreciseLayout layout(ClipDescriptor clip, IndexPart part, EncodedEdgesStore.Stored stored) {
        ByteLayout layout =
                planner.layout(part.directory(), part.pages(), clip.clip().range(), stored.boundary());
        String tag = clip.preciseVersion() + "-" + stored.digest().substring(0, TAG_CHARACTERS);
        return new PreciseLayout(
                new TaggedLayout(layout, tag),
                stored.boundary().encodedFrames(),
                stored.boundary().mediaBytes(),
                stored.boundary().isWhole(),
                stored.boundary(),
                stored.key());
    }
}
