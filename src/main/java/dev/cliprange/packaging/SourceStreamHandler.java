package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.WholeSources;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.playlist.HlsPlaylists;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.stream.Streams;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A whole source as HLS, for the person who cuts it. Each request needs an API key, because a source has more than its
 * clips show. It is the copy form, which encodes nothing. The URLs name no version, so caches must revalidate.
 */
@RestController
@Tag(name = "Sources")
class SourceStreamHandler {

    private static final String FOLDER = "/api/sources/{sourceId}/hls/";
    private static final MediaType PLAYLIST = MediaType.parseMediaType(HlsPlaylists.MEDIA_TYPE);
    private static final CacheControl PRIVATE = CacheControl.noCache().cachePrivate();

    private final WholeSources sources;
    private final StreamAnswers answers;
    private final Streams streams;

    SourceStreamHandler(WholeSources sources, StreamAnswers answers, Streams streams) {
        this.sources = sources;
        this.answers = answers;
        this.streams = streams;
    }

    @Operation(summary = "Returns the multivariant HLS playlist of a whole source that has an index")
    @GetMapping(FOLDER + "master.m3u8")
    Mono<Void> master(@PathVariable UUID sourceId, ServerWebExchange exchange) {
        return answer(
                sourceId,
                exchange,
                source -> answers.text(
                        source, true, new StreamFile.Master().path(), PLAYLIST, HlsPlaylists::master, exchange));
    }

    @Operation(summary = "Returns a file that a playlist of a source names")
    @GetMapping(FOLDER + "copy/{kind}/{rendition}/{name}")
    Mono<Void> file(
            @PathVariable UUID sourceId,
            @PathVariable String kind,
            @PathVariable String rendition,
            @PathVariable String name,
            ServerWebExchange exchange) {
        String path = StreamFile.COPY_FOLDER + kind + "/" + rendition + "/" + name;
        return answer(
                sourceId,
                exchange,
                source -> StreamFile.parse(path)
                        .map(file -> switch (file) {
                            case StreamFile.Part part -> HlsHandler.send(answers, source, part, exchange);
                            case StreamFile.Master master -> Mono.<Void>error(SegmentLayouts.unknown(master));
                        })
                        .orElseGet(() -> Mono.error(new FailureException(
                                Failure.SEGMENT_NOT_FOUND, "No stream has a file '" + path + "'."))));
    }

    private Mono<Void> answer(UUID sourceId, ServerWebExchange exchange, Function<ClipDescriptor, Mono<Void>> answer) {
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> keepPrivate(exchange)));
        return sources.get(sourceId)
                .flatMap(source -> streams.run(
                        source.engine(),
                        source.source(),
                        exchange.getResponse(),
                        Mono.defer(() -> answer.apply(source))));
    }

    /** The headers of clips allow public caches. Problems have their own header. */
    private static void keepPrivate(ServerWebExchange exchange) {
        var status = exchange.getResponse().getStatusCode();
        if (status != null && !status.isError()) {
            exchange.getResponse().getHeaders().setCacheControl(PRIVATE);
        }
    }
}
