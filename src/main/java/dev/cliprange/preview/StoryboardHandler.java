package dev.cliprange.preview;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Overviews of clips in small pictures. */
@RestController
@Tag(name = "Playback")
class StoryboardHandler {

    private static final String ROUTE = PlaybackPath.CLIP_ROUTE + PlaybackPath.STORYBOARD;
    private static final String CUES = ".vtt";
    private static final MediaType WEBVTT = new MediaType("text", "vtt", StandardCharsets.UTF_8);

    /** The version, and the number of a sheet after the first one. */
    private static final Pattern SHEET = Pattern.compile("([a-z2-7]{16})(?:-([2-9]|[1-9][0-9]{1,3}))?");

    private final CurrentClips clips;
    private final Storyboards storyboards;
    private final PictureMemory memory;
    private final PictureResponses responses;
    private final ProcessHolders holders;

    StoryboardHandler(
            CurrentClips clips,
            Storyboards storyboards,
            PictureMemory memory,
            PictureResponses responses,
            ProcessHolders holders) {
        this.clips = clips;
        this.storyboards = storyboards;
        this.memory = memory;
        this.responses = responses;
        this.holders = holders;
    }

    @Operation(summary = "Returns the cues of a clip's storyboard as WebVTT: the part of a sheet for each time")
    @GetMapping(ROUTE + "/{version}.vtt")
    Mono<Void> cues(@PathVariable UUID clipId, @PathVariable String version, ServerWebExchange exchange) {
        return answer(clipId, version, CUES, exchange, clip -> {
            Mono<byte[]> cues = storyboards.cues(clip, version).map(text -> text.getBytes(StandardCharsets.UTF_8));
            return responses.send(clip, version, WEBVTT, cues, exchange);
        });
    }

    @Operation(summary = "Returns a sheet of a clip's storyboard as JPEG; '-2' after the version names the second one")
    @GetMapping(ROUTE + "/{sheet}.jpg")
    Mono<Void> sheet(@PathVariable UUID clipId, @PathVariable String sheet, ServerWebExchange exchange) {
        Matcher name = SHEET.matcher(sheet);
        if (!name.matches()) {
            return Mono.error(new FailureException(Failure.NOT_FOUND, "A storyboard has no file with this name."));
        }
        String version = name.group(1);
        int number = name.group(2) == null ? 1 : Integer.parseInt(name.group(2));
        String rest = sheet.substring(version.length()) + ".jpg";
        return answer(
                clipId,
                version,
                rest,
                exchange,
                clip -> memory.with(
                        Storyboards.sheetBytes(Storyboards.video(clip)),
                        () -> responses.send(
                                clip,
                                version,
                                MediaType.IMAGE_JPEG,
                                storyboards.sheet(clip, number, holders.ofClient(exchange.getRequest())),
                                exchange)));
    }

    private Mono<Void> answer(
            UUID clipId,
            String version,
            String rest,
            ServerWebExchange exchange,
            Function<ClipDescriptor, Mono<Void>> answer) {
        return clips.answer(
                clipId,
                // Playlists name the sheets by the version of the stream, which their signature covers.
                clip -> clip.isCurrent(version) || version.equals(clip.streamVersion()),
                current -> PlaybackPath.storyboard(clipId, current, rest),
                exchange.getRequest(),
                clip -> responses.run(clip, Mono.defer(() -> answer.apply(clip)), exchange));
    }
}
