package dev.cliprange.preview.waveform;

import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The folders of the waveforms of sources. */
@Component
class NamedWaveforms implements NamedObjects {

    private final WaveformRepository waveforms;
    private final WorkStore work;

    NamedWaveforms(WaveformRepository waveforms, WorkStore work) {
        this.waveforms = waveforms;
        this.work = work;
    }

    @Override
    public Part part() {
        return Part.WAVEFORM;
    }

    @Override
    public Flux<String> inUse(List<Owned> candidates) {
        return waveforms
                .findAll(candidates.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new))
                .map(made -> work.of(made.sourceId()).key(Part.WAVEFORM, made.folder()));
    }
}
