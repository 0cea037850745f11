package dev.cliprange.source.orphan;

import dev.cliprange.source.SourceIndexes;
import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The folders of the indexes of sources. */
@Component
class NamedIndexes implements NamedObjects {

    private final SourceIndexes indexes;

    NamedIndexes(SourceIndexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public Part part() {
        return Part.INDEX;
    }

    @Override
    public Flux<String> inUse(List<Owned> candidates) {
        return indexes.folders(
                candidates.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new));
    }
}
