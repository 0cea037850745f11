package dev.cliprange.precise;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceIndexes.IndexPart;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The layouts of precise clips, with what was encoded for them, kept by weight. What is missing is made once, however many ask
 * for it meanwhile, and to its end, whoever leaves: it is stored, and the next who asks finds it.
 */
@Component
public class PreciseLayouts {

    private static final int TAG_CHARACTERS = 16;
    private static final int MOST_JOINS = 3;

    private final SourceIndexes indexes;
    private final PrecisePlanner planner;
    private final BoundaryStore store;
    private final BoundaryMaker maker;
    private final PreciseFailures failures;
    private final Cache<String, PreciseLayout> known;
    private final ConcurrentHashMap<String, Mono<PreciseLayout>> underWay = new ConcurrentHashMap<>();

    PreciseLayouts(
            SourceIndexes indexes,
            PrecisePlanner planner,
            BoundaryStore store,
            BoundaryMaker maker,
            PreciseFailures failures,
            PreciseProperties properties) {
        this.indexes = indexes;
        this.planner = planner;
        this.store = store;
        this.maker = maker;
        this.failures = failures;
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.cache().bytes())
                .weigher((String key, PreciseLayout it) -> it.layout().weightBytes())
                .build();
    }

    /**
     * A precise clip that can be served.
     *
     * @param tag names these bytes: the version, and the beginning of the digest of what was encoded
     * @param encodedFrames how many frames are not the source's own samples
     * @param encodedBytes what they take
     * @param wholeEncoded whether no frame is
     */
    public record PreciseLayout(
            ClipLayout layout, String tag, int encodedFrames, int encodedBytes, boolean wholeEncoded) {}

    /**
     * The layout of a clip's precise form. A failure that would come again is remembered: until it expires, it is the result
     * at once.
     *
     * @param holder holds the process, if one is started
     * @throws dev.cliprange.failure.FailureException as {@link BoundaryMaker#make} and {@link BoundaryStore#put}
     */
    public Mono<PreciseLayout> get(ClipDescriptor clip, ProcessHolder holder) {
        return get(clip, holder, MOST_JOINS);
    }

    /** @param joins how many encodings that other requests began may fail for want of a process */
    private Mono<PreciseLayout> get(ClipDescriptor clip, ProcessHolder holder, int joins) {
        // Two copies of one object share a version.
        String key = clip.source().id() + "/" + clip.preciseVersion();
        return Mono.defer(() -> {
            PreciseLayout layout = known.getIfPresent(key);
            if (layout != null) {
                return Mono.just(layout);
            }
            Mono<PreciseLayout> mine = load(clip, holder, key).cache();
            Mono<PreciseLayout> running = underWay.putIfAbsent(key, mine);
            return running == null
                    ? mine
                    : running.onErrorResume(FailureException.class, failure -> joined(clip, holder, joins, failure));
        });
    }

    /**
     * Another request began the encoding and has logged its failure. If it got no process, its client may have too many: this
     * client may still get one.
     */
    private Mono<PreciseLayout> joined(ClipDescriptor clip, ProcessHolder holder, int joins, FailureException failure) {
        return failure.failure() == Failure.TOO_BUSY && joins > 0
                ? get(clip, holder, joins - 1)
                : Mono.error(failure.remembered());
    }

    private Mono<PreciseLayout> load(ClipDescriptor clip, ProcessHolder holder, String key) {
        return Mono.defer(() -> failures.find(key)
                        .<Mono<PreciseLayout>>map(Mono::error)
                        .orElseGet(() -> findOrMake(clip, holder)))
                .doOnNext(made -> known.put(key, made))
                .doOnError(PreciseFailures.Lasting.class, lasting -> failures.remember(key, lasting.failure()))
                .onErrorMap(PreciseFailures.Lasting.class, PreciseFailures.Lasting::failure)
                // Remove the entry before signalling, so that a retry does not receive the cached failure.
                .doOnTerminate(() -> underWay.remove(key));
    }

    private Mono<PreciseLayout> findOrMake(ClipDescriptor clip, ProcessHolder holder) {
        return indexes.part(clip.source(), clip.clip().range())
                .flatMap(part -> store.find(clip)
                        .switchIfEmpty(Mono.defer(() -> maker.make(clip, holder, part, made -> store.put(clip, made))))
                        .map(stored -> layout(clip, part, stored)));
    }

    private PreciseLayout layout(ClipDescriptor clip, IndexPart part, BoundaryStore.Stored stored) {
        ClipLayout layout =
                planner.layout(part.directory(), part.pages(), clip.clip().range(), stored.boundary());
        String tag = clip.preciseVersion() + "-" + stored.digest().substring(0, TAG_CHARACTERS);
        return new PreciseLayout(
                layout,
                tag,
                stored.boundary().encodedFrames(),
                stored.boundary().mediaBytes(),
                stored.boundary().isWhole());
    }
}
