package dev.cliprange.source.ladder;

import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The folders of ladders, and those of jobs that still have parts. */
@Component
class NamedLadders implements NamedObjects {

    private final LadderRepository ladders;
    private final WorkStore work;

    NamedLadders(LadderRepository ladders, WorkStore work) {
        this.ladders = ladders;
        this.work = work;
    }

    @Override
    public Part part() {
        return Part.RENDITIONS;
    }

    @Override
    public Flux<String> inUse(List<Owned> candidates) {
        return ladders.folders(
                        candidates.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new))
                .map(folder -> work.of(folder.sourceId())
                        .key(Part.RENDITIONS, folder.id().toString()));
    }
}
