package dev.cliprange.preview;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.WholeSources;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceMedia;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Pictures of whole sources, for the person who cuts them. Each request needs an API key, because a source has more than
 * its clips show. The URLs name no version, so caches must revalidate.
 */
@RestController
@RequestMapping("/api/sources/{sourceId}")
@Tag(name = "Sources")
class SourcePictureHandler {

    private static final MediaType WEBVTT = new MediaType("text", "vtt", StandardCharsets.UTF_8);
    private static final CacheControl PRIVATE = CacheControl.noCache().cachePrivate();
    private static final String SHEETS = "sheet";
    private static final Pattern SHEET = Pattern.compile(SHEETS + "(?:-([2-9]|[1-9][0-9]{1,3}))?");

    private final WholeSources sources;
    private final Posters posters;
    private final Storyboards storyboards;
    private final PictureMemory memory;
    private final PictureResponses responses;
    private final ProcessHolders holders;

    SourcePictureHandler(
            WholeSources sources,
            Posters posters,
            Storyboards storyboards,
            PictureMemory memory,
            PictureResponses responses,
            ProcessHolders holders) {
        this.sources = sources;
        this.posters = posters;
        this.storyboards = storyboards;
        this.memory = memory;
        this.responses = responses;
        this.holders = holders;
    }

    @Operation(summary = "Returns one frame of a source as JPEG, upright")
    @Parameter(
            name = "at",
            in = ParameterIn.QUERY,
            description = "A time in seconds. It snaps to a frame. Default: the start of the source",
            schema = @Schema(type = "number"))
    @Parameter(
            name = "width",
            in = ParameterIn.QUERY,
            description = "Even, from 16 to 1920. The picture is never larger than the source",
            schema = @Schema(type = "integer", defaultValue = "640"))
    @Parameter(
            name = "mode",
            in = ParameterIn.QUERY,
            description = "'keyframe': a nearby keyframe instead of the exact frame, which is faster",
            schema = @Schema(type = "string", allowableValues = "keyframe"))
    @GetMapping("/poster.jpg")
    Mono<Void> poster(@PathVariable UUID sourceId, ServerWebExchange exchange) {
        return answer(sourceId, exchange, source -> {
            PosterQuery query = PosterQuery.parse(
                    Optional.ofNullable(exchange.getRequest().getURI().getRawQuery())
                            .orElse(""));
            SourceMedia.Video video = Optional.ofNullable(
                            source.source().media().video())
                    .orElseThrow(() -> new FailureException(
                            Failure.MEDIA_UNSUPPORTED, "The source has no video, so it has no pictures."));
            int width = PictureMemory.width(video, query.width());
            return memory.with(
                    PictureMemory.mostBytes(video, width),
                    () -> responses.send(
                            source,
                            source.version(),
                            MediaType.IMAGE_JPEG,
                            posters.get(source, video, width, query, holders.ofClient(exchange.getRequest())),
                            exchange));
        });
    }

    @Operation(summary = "Returns the cues of a source's storyboard as WebVTT: the part of a sheet for each time")
    @GetMapping("/storyboard/cues.vtt")
    Mono<Void> cues(@PathVariable UUID sourceId, ServerWebExchange exchange) {
        return answer(
                sourceId,
                exchange,
                source -> responses.send(
                        source,
                        source.version(),
                        WEBVTT,
                        storyboards.cues(source, SHEETS).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                        exchange));
    }

    @Operation(summary = "Returns a sheet of a source's storyboard as JPEG; '-2' in its name is the second one")
    @GetMapping("/storyboard/{sheet}.jpg")
    Mono<Void> sheet(@PathVariable UUID sourceId, @PathVariable String sheet, ServerWebExchange exchange) {
        Matcher name = SHEET.matcher(sheet);
        if (!name.matches()) {
            return Mono.error(new FailureException(Failure.NOT_FOUND, "A storyboard has no file with this name."));
        }
        int number = name.group(1) == null ? 1 : Integer.parseInt(name.group(1));
        return answer(
                sourceId,
                exchange,
                source -> memory.with(
                        Storyboards.sheetBytes(Storyboards.video(source)),
                        () -> responses.send(
                                source,
                                source.version(),
                                MediaType.IMAGE_JPEG,
                                storyboards.sheet(source, number, holders.ofClient(exchange.getRequest())),
                                exchange)));
    }

    private Mono<Void> answer(UUID sourceId, ServerWebExchange exchange, Function<ClipDescriptor, Mono<Void>> answer) {
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> keepPrivate(exchange)));
        return sources.get(sourceId)
                .flatMap(source -> responses.run(source, Mono.defer(() -> answer.apply(source)), exchange));
    }

    /** The headers of clips allow public caches. Problems have their own header. */
    private static void keepPrivate(ServerWebExchange exchange) {
        var status = exchange.getResponse().getStatusCode();
        if (status != null && !status.isError()) {
            exchange.getResponse().getHeaders().setCacheControl(PRIVATE);
        }
    }
}
