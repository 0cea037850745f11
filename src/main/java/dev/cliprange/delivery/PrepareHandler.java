package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.RungPreparation;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.stream.StreamGate;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Prepares clips before they are played. */
@RestController
@Tag(name = "Clips")
class PrepareHandler {

    private final ClipDescriptors clips;
    private final PreciseLayouts layouts;
    private final ProcessHolders holders;
    private final StreamGate gate;
    private final RungPreparation rungs;

    PrepareHandler(
            ClipDescriptors clips,
            PreciseLayouts layouts,
            ProcessHolders holders,
            StreamGate gate,
            RungPreparation rungs) {
        this.clips = clips;
        this.holders = holders;
        this.layouts = layouts;
        this.gate = gate;
        this.rungs = rungs;
    }

    /**
     * A precise form that can be played at once.
     *
     * @param encodedFrames the number of frames that are not samples of the source
     * @param copiedBytes the bytes that are copied from the source
     * @param wholeEncoded whether no frame could be copied
     */
    record Prepared(
            UUID clipId,
            String version,
            long lengthBytes,
            int encodedFrames,
            long encodedBytes,
            long copiedBytes,
            boolean wholeEncoded) {

        static Prepared of(ClipDescriptor clip, PreciseLayouts.PreciseLayout precise) {
            ByteLayout layout = precise.file().layout();
            return new Prepared(
                    clip.id(),
                    clip.preciseVersion(),
                    layout.lengthBytes(),
                    precise.encodedFrames(),
                    precise.encodedBytes(),
                    layout.lengthBytes() - layout.headerBytes() - precise.encodedBytes(),
                    precise.wholeEncoded());
        }
    }

    @Operation(
            summary = "Encodes the precise form of the clip and its ends in each quality of the ladder,"
                    + " and returns when they can be played at once")
    @PostMapping("/api/clips/{clipId}/prepare")
    Mono<Prepared> prepare(@PathVariable UUID clipId, ServerWebExchange exchange) {
        return clips.get(clipId)
                .flatMap(clip -> holders.ofCaller(exchange)
                        .flatMap(holder -> gate.endAtStop(layouts.get(clip, holder)))
                        .map(layout -> Prepared.of(clip, layout))
                        .delayUntil(prepared -> gate.endAtStop(rungs.prepare(clip))));
    }
}
