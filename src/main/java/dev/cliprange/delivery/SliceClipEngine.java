package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.stream.ByteLayouts;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Copies a clip from its source by the source's index. Length and bytes are known, so the client may request any range.
 */
@Component
class SliceClipEngine implements ClipEngine {

    private final SourceIndexes indexes;
    private final SlicePlanner planner;
    private final ByteLayouts layouts;
    private final RangeResponse responses;

    SliceClipEngine(SourceIndexes indexes, SlicePlanner planner, ByteLayouts layouts, RangeResponse responses) {
        this.indexes = indexes;
        this.planner = planner;
        this.layouts = layouts;
        this.responses = responses;
    }

    @Override
    public Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        return responses.send(
                layouts.get(clip.source(), clip.version(), () -> plan(clip)),
                clip.source(),
                (headers, layout) -> ClipHeaders.write(exchange, clip, clip.codecs(layout.codecs())),
                exchange);
    }

    /** Fails if the index cannot be read, or if the range shows no frame. */
    private Mono<ByteLayout> plan(ClipDescriptor clip) {
        return indexes.part(clip.source(), clip.clip().range())
                .map(part ->
                        planner.plan(part.directory(), part.pages(), clip.clip().range()));
    }
}
