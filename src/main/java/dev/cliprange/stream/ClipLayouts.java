package dev.cliprange.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.source.SourceIndexes;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The layouts of clips, kept by weight: under one version a layout never changes. */
@Component
public class ClipLayouts {

    private final SourceIndexes indexes;
    private final SlicePlanner planner;
    private final Cache<String, ClipLayout> known;

    ClipLayouts(SourceIndexes indexes, SlicePlanner planner, DeliveryProperties properties) {
        this.indexes = indexes;
        this.planner = planner;
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.layoutCache().bytes())
                .weigher((String version, ClipLayout layout) -> layout.weightBytes())
                .build();
    }

    /** @throws dev.cliprange.failure.FailureException if the index cannot be read, or the range shows no frame */
    public Mono<ClipLayout> get(ClipDescriptor clip) {
        // A version is made of everything the bytes depend on but the source's id: two copies of one object share it.
        String key = clip.source().id() + "/" + clip.version();
        ClipLayout layout = known.getIfPresent(key);
        if (layout != null) {
            return Mono.just(layout);
        }
        return indexes.part(clip.source(), clip.clip().range())
                .map(part ->
                        planner.plan(part.directory(), part.pages(), clip.clip().range()))
                .doOnNext(planned -> known.put(key, planned));
    }
}
