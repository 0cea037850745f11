package dev.cliprange.clip;

import dev.cliprange.failure.FailureException;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Describes whole sources as if each were one clip, so that a person can watch a source before it has clips. No such clip
 * exists: it has the id of its source, and only calls with an API key read it.
 */
@Component
public class WholeSources {

    private final SourceService sources;
    private final ClipDescriptors descriptors;

    WholeSources(SourceService sources, ClipDescriptors descriptors) {
        this.sources = sources;
        this.descriptors = descriptors;
    }

    /**
     * Returns the range from 0 to the end of a source.
     *
     * @throws FailureException SOURCE_UNKNOWN, SOURCE_NOT_READY
     */
    public Mono<ClipDescriptor> get(UUID sourceId) {
        return sources.get(sourceId).map(source -> descriptors.describe(whole(source), source.ready()));
    }

    private static Clip whole(Source source) {
        return new Clip(
                source.id(),
                source.id(),
                source.id(),
                source.title(),
                0,
                source.ready().durationUs(),
                0,
                source.createdAt(),
                source.updatedAt());
    }
}
