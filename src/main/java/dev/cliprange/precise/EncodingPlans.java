package dev.cliprange.precise;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.precise.EncodingPlan;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.slice.precise.PreciseSearch;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds which frames of a clip are encoded and which are copied. Nothing is encoded here. */
@Component
public class EncodingPlans {

    /** Enough for the parameter sets and messages that come before the picture in a sample. */
    private static final long LOOK_BYTES = 16 * 1024;

    private final SourceStore store;
    private final PrecisePlanner planner;
    private final PreciseProperties properties;

    EncodingPlans(SourceStore store, PrecisePlanner planner, PreciseProperties properties) {
        this.store = store;
        this.planner = planner;
        this.properties = properties;
    }

    /**
     * Returns the plan of a clip. Reads the first bytes of some samples of the source, if the index does not know
     * whether copying can begin there. The same clip always has the same plan.
     *
     * @param part the index pages of the clip
     * @throws FailureException PRECISE_UNAVAILABLE if the clip has no precise form; RANGE_EMPTY if it has no frame; as
     *     reading the source
     */
    public Mono<EncodingPlan> find(ClipDescriptor clip, IndexPart part) {
        return Mono.defer(() -> {
                    PreciseSearch search = planner.search(
                            part.directory(), part.pages(), clip.clip().range());
                    return search(clip.source(), search, search.start());
                })
                .doOnNext(this::requireShortHead);
    }

    private void requireShortHead(EncodingPlan plan) {
        if (plan.headUs() > properties.longestHead().toNanos() / 1_000) {
            throw new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "The next keyframe that copying can begin with is too long after the clip's start: "
                            + plan.headUs() / 1_000_000 + " s would have to be encoded.");
        }
    }

    private Mono<EncodingPlan> search(ReadySource source, PreciseSearch search, PreciseSearch.Step step) {
        return switch (step) {
            case PreciseSearch.Step.Found(var plan) -> Mono.just(plan);
            case PreciseSearch.Step.Look(ByteSpan span) ->
                store.readFully(source.location(), source.revision(), span.offsetBytes(), (int)
                                Math.min(LOOK_BYTES, span.lengthBytes()))
                        .flatMap(bytes -> search(
                                source, search, search.resume(search.splicer().splicePoint(ByteBuffer.wrap(bytes)))));
        };
    }
}
