package dev.cliprange.preview;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceMedia;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Pictures of clips. */
@RestController
@Tag(name = "Playback")
class PosterHandler {

    private final CurrentClips clips;
    private final Posters posters;
    private final PictureMemory memory;
    private final PictureResponses responses;
    private final ProcessHolders holders;

    PosterHandler(
            CurrentClips clips,
            Posters posters,
            PictureMemory memory,
            PictureResponses responses,
            ProcessHolders holders) {
        this.clips = clips;
        this.posters = posters;
        this.memory = memory;
        this.responses = responses;
        this.holders = holders;
    }

    @Operation(summary = "Returns one frame of a clip as JPEG, upright, while the version is current")
    @Parameter(
            name = "at",
            in = ParameterIn.QUERY,
            description =
                    "A time of the source inside the clip, in seconds. It snaps to a frame. Default: the clip's start",
            schema = @Schema(type = "number"))
    @Parameter(
            name = "width",
            in = ParameterIn.QUERY,
            description = "Even, from 16 to 1920. The picture is never larger than the source",
            schema = @Schema(type = "integer", defaultValue = "640"))
    @Parameter(
            name = "mode",
            in = ParameterIn.QUERY,
            description = "'keyframe': a nearby keyframe of the clip instead of the exact frame, which is faster",
            schema = @Schema(type = "string", allowableValues = "keyframe"))
    @GetMapping(PlaybackPath.CLIP_ROUTE + PlaybackPath.POSTER + "/{version}.jpg")
    Mono<Void> poster(@PathVariable UUID clipId, @PathVariable String version, ServerWebExchange exchange) {
        return clips.answer(
                clipId,
                clip -> clip.isCurrent(version),
                current -> PlaybackPath.poster(clipId, current),
                exchange.getRequest(),
                clip -> poster(clip, version, exchange));
    }

    private Mono<Void> poster(ClipDescriptor clip, String version, ServerWebExchange exchange) {
        PosterQuery query = PosterQuery.parse(
                Optional.ofNullable(exchange.getRequest().getURI().getRawQuery())
                        .orElse(""));
        SourceMedia.Video video = Optional.ofNullable(clip.source().media().video())
                .orElseThrow(() -> new FailureException(
                        Failure.MEDIA_UNSUPPORTED, "The source has no video, so it has no pictures."));
        int width = PictureMemory.width(video, query.width());
        Mono<byte[]> picture = posters.get(clip, video, width, query, holders.ofClient(exchange.getRequest()));
        Mono<Void> answer = memory.with(
                PictureMemory.mostBytes(video, width),
                () -> responses.send(clip, version, MediaType.IMAGE_JPEG, picture, exchange));
        return responses.run(clip, answer, exchange);
    }
}
