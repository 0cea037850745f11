package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipPreparation;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.clip.RungPreparation;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.precise.LayoutsInUse;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Delivers the precise form of a clip. Its edges are encoded at the first request, or before it. */
@Component
class PreciseClipEngine implements ClipEngine, ClipPreparation {

    private static final Logger log = LoggerFactory.getLogger(PreciseClipEngine.class);

    private final PreciseLayouts layouts;
    private final LayoutsInUse inUse;
    private final RangeResponse responses;
    private final ProcessHolders holders;
    private final RungPreparation rungs;

    PreciseClipEngine(
            PreciseLayouts layouts,
            LayoutsInUse inUse,
            RangeResponse responses,
            ProcessHolders holders,
            RungPreparation rungs) {
        this.layouts = layouts;
        this.inUse = inUse;
        this.responses = responses;
        this.holders = holders;
        this.rungs = rungs;
    }

    @Override
    public Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            LayoutsInUse.Lease lease = inUse.lease();
            Mono<TaggedLayout> planned = layouts.get(clip, holders.ofClient(exchange.getRequest()))
                    .map(lease::enter)
                    .map(PreciseLayouts.PreciseLayout::file);
            return responses
                    .send(
                            planned,
                            clip.source(),
                            (headers, layout) -> ClipHeaders.write(exchange, clip, clip.codecs(layout.codecs())),
                            exchange)
                    .doFinally(end -> lease.close());
        });
    }

    @Override
    public void prepare(ClipDescriptor clip) {
        if (clip.engine() == EngineKind.SLICE) {
            layouts.get(clip, ProcessHolder.PREPARATION)
                    .delayUntil(ready -> rungs.prepare(clip))
                    .subscribe(
                            ready -> {},
                            error -> log.atLevel(isRemembered(error) ? Level.DEBUG : Level.WARN)
                                    .addKeyValue("clip", clip.id())
                                    .addKeyValue("reason", error.getMessage())
                                    .log("precise form not prepared"));
        }
    }

    private static boolean isRemembered(Throwable error) {
        return error instanceof FailureException failure && failure.isRemembered();
    }
}
