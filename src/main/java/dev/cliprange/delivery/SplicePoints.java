package dev.cliprange.delivery;

import dev.cliprange.codec.splice.SpliceLook;
import dev.cliprange.slice.sequence.SequenceMember;
import dev.cliprange.slice.sequence.SequenceMember.CopiedSample;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.read.SourceStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Adapts the clips of a sequence to what is before them. Reads the start of a sample where the codec needs it. */
@Component
class SplicePoints {

    private final SourceStore store;

    SplicePoints(SourceStore store) {
        this.store = store;
    }

    /**
     * Returns a clip so that decoders output all pictures before it. Reads nothing except for H.265: one small range for
     * each slice of the first copied picture, which is usually one.
     *
     * @param place of the source
     * @throws dev.cliprange.failure.FailureException as reading the source
     */
    Mono<SequenceMember> adapt(SequenceMember member, ReadySource source, int place) {
        return Mono.defer(() -> Mono.justOrEmpty(member.firstCopied(place))
                .flatMap(sample -> Mono.justOrEmpty(SpliceLook.of(
                                sample.entry(), Math.toIntExact(sample.span().lengthBytes())))
                        .flatMap(look -> examine(source, sample, look))
                        .map(look -> member.with(sample, look.changes())))
                .defaultIfEmpty(member));
    }

    private Mono<SpliceLook> examine(ReadySource source, CopiedSample sample, SpliceLook look) {
        if (!look.needsBytes()) {
            return Mono.just(look);
        }
        long at = sample.span().offsetBytes() + look.atBytes();
        return store.readFully(source.location(), source.revision(), at, look.wantedBytes())
                .flatMap(bytes -> {
                    look.look(bytes);
                    return examine(source, sample, look);
                });
    }
}
