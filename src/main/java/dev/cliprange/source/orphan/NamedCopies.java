package dev.cliprange.source.orphan;

import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The copies that sources are sliced from. */
@Component
class NamedCopies implements NamedObjects {

    private final SourceRepository sources;

    NamedCopies(SourceRepository sources) {
        this.sources = sources;
    }

    @Override
    public Part part() {
        return Part.MEDIA;
    }

    @Override
    public Flux<String> inUse(List<Owned> candidates) {
        return sources.findAllById(
                        candidates.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new))
                .concatMap(source -> Mono.justOrEmpty(source.objectKey()));
    }
}
