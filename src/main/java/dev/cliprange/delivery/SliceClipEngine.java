package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
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

    /**
     * Answers with the audio of a clip alone. It is the same in both forms of the clip.
     *
     * @throws FailureException MEDIA_UNSUPPORTED if the source has no index; RANGE_EMPTY if nothing is heard; as {@link
     *     #deliver}
     */
    Mono<Void> deliverAudio(ClipDescriptor clip, ServerWebExchange exchange) {
        if (clip.engine() != EngineKind.SLICE) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "Only clips of sources with an index have a file with their audio alone."));
        }
        return responses.send(
                layouts.get(clip.source(), clip.version() + "/audio", () -> planAudio(clip)),
                clip.source(),
                (headers, layout) -> ClipHeaders.write(exchange, clip, clip.codecs(layout.codecs())),
                exchange);
    }

    private Mono<ByteLayout> planAudio(ClipDescriptor clip) {
        return indexes.part(clip.source(), clip.clip().range())
                .map(part -> planner.planAudio(
                        part.directory(), part.pages(), clip.clip().range()));
    }

    /** Fails if the index cannot be read, or if the range shows no frame. */
    private Mono<ByteLayout> plan(ClipDescriptor clip) {
        return indexes.part(clip.source(), clip.clip().range())
                .map(part ->
                        planner.plan(part.directory(), part.pages(), clip.clip().range()));
    }
}
