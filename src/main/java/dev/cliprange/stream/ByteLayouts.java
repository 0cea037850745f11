package dev.cliprange.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.ReadySource;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A cache of layouts, bounded by weight. A layout never changes under its version, so no entry expires. */
@Component
public class ByteLayouts {

    private final Cache<String, ByteLayout> known;

    ByteLayouts(StreamProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.layoutCache().bytes())
                .weigher((String version, ByteLayout layout) -> layout.weightBytes())
                .build();
    }

    /**
     * Returns the layout of a version, with the version as its tag.
     *
     * @param version names the bytes among all that are made of the source
     * @param plan plans the layout if it is not in the cache; its failures are passed on and not kept
     */
    public Mono<TaggedLayout> get(ReadySource source, String version, Supplier<Mono<ByteLayout>> plan) {
        // Two copies of one object share a version, and each is read from its own location.
        String key = source.id() + "/" + version;
        return Mono.defer(() -> Mono.justOrEmpty(known.getIfPresent(key)))
                .switchIfEmpty(Mono.defer(plan).doOnNext(planned -> known.put(key, planned)))
                .map(layout -> new TaggedLayout(layout, version));
    }
}
