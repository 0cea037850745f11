package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.slice.ClipLayout;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Makes clips ready before somebody plays them. */
@RestController
@Tag(name = "Clips")
class PrepareHandler {

    private final ClipDescriptors clips;
    private final PreciseDelivery precise;
    private final ProcessHolders holders;

    PrepareHandler(ClipDescriptors clips, PreciseDelivery precise, ProcessHolders holders) {
        this.clips = clips;
        this.holders = holders;
        this.precise = precise;
    }

    /**
     * A precise form that can be played at once.
     *
     * @param encodedFrames that are not the source's own samples
     * @param copiedBytes of the source, as they are
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
            ClipLayout layout = precise.layout();
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

    @Operation(summary = "Answers when the precise form of the clip can be played at once")
    @PostMapping("/api/clips/{clipId}/prepare")
    Mono<Prepared> prepare(@PathVariable UUID clipId, ServerWebExchange exchange) {
        return clips.get(clipId)
                .flatMap(clip -> holders.ofCaller(exchange)
                        .flatMap(holder -> precise.layout(clip, holder))
                        .map(layout -> Prepared.of(clip, layout)));
    }
}
