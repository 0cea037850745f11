package dev.cliprange.precise;

import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The encoded edges of versions of clips. */
@Component
class NamedEdges implements NamedObjects {

    private final EncodedEdgesRepository rows;

    NamedEdges(EncodedEdgesRepository rows) {
        this.rows = rows;
    }

    private record Name(UUID sourceId, String name) {}

    @Override
    public Part part() {
        return Part.EDGES;
    }

    /** An object of an earlier release may have another key than one of this release with the same name. */
    @Override
    public Flux<String> inUse(List<Owned> candidates) {
        Map<Name, List<Owned>> byName = candidates.stream()
                .collect(Collectors.groupingBy(object -> new Name(object.sourceId(), object.name())));
        UUID[] ids = candidates.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new);
        String[] names = candidates.stream().map(Owned::name).distinct().toArray(String[]::new);
        return rows.findNamed(ids, names)
                .flatMapIterable(row -> byName.getOrDefault(
                        new Name(row.sourceId(), EncodedEdgesStore.name(row.version(), row.digest())), List.of()))
                .map(object -> object.object().key());
    }
}
