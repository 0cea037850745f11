package dev.cliprange.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.memory.SingleFlight;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.ReadySource;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A cache of layouts, bounded by weight. A layout never changes under its version, so no entry expires. */
@Component
public class ByteLayouts {

    private final Cache<String, Kept> known;
    private final SingleFlight<String, JoinedFile> plans = new SingleFlight<>();

    /** A layout in the cache. */
    private sealed interface Kept {

        int weightBytes();

        record OfClip(ByteLayout layout) implements Kept {
            @Override
            public int weightBytes() {
                return layout.weightBytes();
            }
        }

        record OfSequence(JoinedFile file) implements Kept {
            @Override
            public int weightBytes() {
                return file.weightBytes();
            }
        }
    }

    ByteLayouts(StreamProperties properties) {
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.layoutCache().bytes())
                .weigher((String version, Kept layout) -> layout.weightBytes())
                // The limit holds when an entry has been added, and not when a thread of the common pool is free.
                .executor(Runnable::run)
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
        return Mono.defer(() -> known.getIfPresent(key) instanceof Kept.OfClip(var layout)
                        ? Mono.just(layout)
                        : plan.get().doOnNext(planned -> known.put(key, new Kept.OfClip(planned))))
                .map(layout -> new TaggedLayout(layout, version));
    }

    /**
     * Returns the file of a sequence's version. Concurrent requests share one planning.
     *
     * @param version names the bytes among all that are made of the sequence
     * @param plan as above
     */
    public Mono<JoinedFile> getJoined(UUID sequenceId, String version, Supplier<Mono<JoinedFile>> plan) {
        String key = sequenceId + "/" + version;
        return Mono.defer(() -> known.getIfPresent(key) instanceof Kept.OfSequence(var file)
                ? Mono.just(file)
                : plans.get(key, () -> plan.get().doOnNext(planned -> known.put(key, new Kept.OfSequence(planned)))));
    }
}
