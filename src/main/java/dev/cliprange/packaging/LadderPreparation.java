package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.clip.RungPreparation;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.packaging.ladder.RungLayouts;
import dev.cliprange.packaging.ladder.RungStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Encodes the ends of clips in the qualities of a ladder, one after another, so that viewers keep their processes. */
@Component
class LadderPreparation implements RungPreparation {

    private static final Logger log = LoggerFactory.getLogger(LadderPreparation.class);

    private final ClipStreams streams;
    private final RungLayouts layouts;

    LadderPreparation(ClipStreams streams, RungLayouts layouts) {
        this.streams = streams;
        this.layouts = layouts;
    }

    @Override
    public Mono<Void> prepare(ClipDescriptor clip) {
        if (clip.engine() != EngineKind.SLICE || clip.source().ladderId().isEmpty()) {
            return Mono.empty();
        }
        return streams.get(clip, false)
                .flatMapIterable(ClipStream::rungs)
                .concatMap(rung -> encode(clip, rung))
                .then()
                .onErrorResume(error -> noted(clip, error));
    }

    private Mono<Void> encode(ClipDescriptor clip, RungStream rung) {
        return layouts.encodeEnds(clip, rung, ProcessHolder.PREPARATION).onErrorResume(error -> noted(clip, error));
    }

    private static Mono<Void> noted(ClipDescriptor clip, Throwable error) {
        boolean remembered = error instanceof FailureException failure && failure.isRemembered();
        log.atLevel(remembered ? Level.DEBUG : Level.WARN)
                .addKeyValue("clip", clip.id())
                .addKeyValue("reason", error.getMessage())
                .log("quality not prepared");
        return Mono.empty();
    }
}
