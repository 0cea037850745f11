package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipPreparation;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.stream.LayoutsInUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The precise form of a clip: what must be encoded of it is made at the first request, or ahead of it. */
@Component
class PreciseDelivery implements ClipPreparation {

    private static final Logger log = LoggerFactory.getLogger(PreciseDelivery.class);

    private final PreciseLayouts layouts;
    private final LayoutsInUse inUse;
    private final SliceClipEngine engine;
    private final ProcessHolders holders;

    PreciseDelivery(PreciseLayouts layouts, LayoutsInUse inUse, SliceClipEngine engine, ProcessHolders holders) {
        this.layouts = layouts;
        this.inUse = inUse;
        this.engine = engine;
        this.holders = holders;
    }

    /** As {@link ClipEngine#deliver}. */
    Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            LayoutsInUse.Lease lease = inUse.lease();
            Mono<SliceClipEngine.Tagged> layout = layout(clip, holders.ofClient(exchange.getRequest()))
                    .map(lease::enter)
                    .map(it -> new SliceClipEngine.Tagged(it.layout(), it.tag()));
            return engine.deliver(clip, layout, exchange).doFinally(end -> lease.close());
        });
    }

    /**
     * What is served; once it is there the clip is warm.
     *
     * @param holder holds the process, if one is started
     * @throws FailureException PRECISE_UNAVAILABLE for a source that is not sliced; as {@link PreciseLayouts#get}
     */
    Mono<PreciseLayouts.PreciseLayout> layout(ClipDescriptor clip, ProcessHolder holder) {
        return clip.engine() == EngineKind.SLICE
                ? layouts.get(clip, holder)
                : Mono.error(new FailureException(
                        Failure.PRECISE_UNAVAILABLE, "Only clips of sources with an index have a precise form."));
    }

    @Override
    public void prepare(ClipDescriptor clip) {
        if (clip.engine() == EngineKind.SLICE) {
            layouts.get(clip, ProcessHolder.PREPARATION)
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
