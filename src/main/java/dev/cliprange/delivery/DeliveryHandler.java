package dev.cliprange.delivery;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.DescribedClip;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.stream.Streams;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The stream of a clip. */
@RestController
@Tag(name = "Playback")
class DeliveryHandler {

    private final ClipDescriptors clips;
    private final ClipUrls urls;
    private final ClipForms forms;
    private final ClipEngines engines;
    private final SliceClipEngine slices;
    private final Streams streams;
    private final Spans spans;

    DeliveryHandler(
            ClipDescriptors clips,
            ClipUrls urls,
            ClipForms forms,
            ClipEngines engines,
            SliceClipEngine slices,
            Streams streams,
            Spans spans) {
        this.clips = clips;
        this.urls = urls;
        this.forms = forms;
        this.engines = engines;
        this.slices = slices;
        this.streams = streams;
        this.spans = spans;
    }

    @Operation(summary = "Returns the bytes of a clip while the version is current")
    @Parameter(
            name = "download",
            in = ParameterIn.QUERY,
            description = "Makes the response an attachment; a value names the file",
            schema = @Schema(type = "string"))
    @GetMapping(PlaybackPath.CLIP_ROUTE + PlaybackPath.STREAM + "/{version}")
    Mono<Void> stream(@PathVariable UUID clipId, @PathVariable String version, ServerWebExchange exchange) {
        var request = new Request(clipId, version, PlaybackPath.STREAM, exchange);
        return current(request, (described, form) -> {
            linkNext(described.nextId(), exchange.getResponse());
            ClipDescriptor clip = described.descriptor();
            return engines.forForm(clip, form).deliver(clip, exchange);
        });
    }

    @Operation(summary = "Returns the audio of a clip alone, exact to the sample, while the version is current")
    @Parameter(
            name = "download",
            in = ParameterIn.QUERY,
            description = "Makes the response an attachment; a value names the file",
            schema = @Schema(type = "string"))
    @GetMapping(PlaybackPath.CLIP_ROUTE + PlaybackPath.AUDIO + "/{version}")
    Mono<Void> audio(@PathVariable UUID clipId, @PathVariable String version, ServerWebExchange exchange) {
        var request = new Request(clipId, version, PlaybackPath.AUDIO, exchange);
        return current(request, (described, form) -> slices.deliverAudio(described.descriptor(), exchange));
    }

    /** A request for a version of a clip. */
    private record Request(UUID clipId, String version, String kind, ServerWebExchange exchange) {}

    private Mono<Void> current(Request request, BiFunction<DescribedClip, ClipForm, Mono<Void>> answer) {
        return spans.around(TracedStep.LOOKUP, clips.getWithNext(request.clipId()))
                .flatMap(described -> {
                    ClipDescriptor clip = described.descriptor();
                    return clip.form(request.version())
                            .map(form -> run(clip, request, Mono.defer(() -> answer.apply(described, form))))
                            .orElseGet(() -> Mono.error(versionGone(clip, request)))
                            .onErrorResume(DeliveryHandler::isReplaced, error -> failReplaced(clip, error, request));
                });
    }

    private Mono<Void> run(ClipDescriptor clip, Request request, Mono<Void> answer) {
        return streams.run(clip.engine(), clip.source(), request.exchange().getResponse(), answer);
    }

    /** Returns whether the index of the clip's version is gone. This instance has not received the change yet. */
    private static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }

    private Mono<Void> failReplaced(ClipDescriptor clip, Throwable error, Request request) {
        return clips.reload(clip)
                .flatMap(now -> Mono.error(now.isCurrent(request.version()) ? error : versionGone(now, request)));
    }

    private void linkNext(Optional<UUID> nextId, ServerHttpResponse response) {
        nextId.flatMap(urls::current)
                .ifPresent(next -> response.getHeaders().set(HttpHeaders.LINK, "<" + next + ">; rel=\"next\""));
    }

    private FailureException versionGone(ClipDescriptor clip, Request request) {
        PlaybackPath path = request.kind().equals(PlaybackPath.AUDIO)
                ? PlaybackPath.audio(clip.id(), clip.version())
                : PlaybackPath.stream(clip.id(), clip.version());
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because the clip or its source has changed; use 'currentUrl'.",
                Map.of(
                        "currentUrl",
                        urls.unsigned(path, request.exchange().getRequest()).toString()));
    }

    @Operation(summary = "Redirects to the current version")
    @GetMapping(PlaybackPath.CLIP_ROUTE + PlaybackPath.STREAM)
    Mono<ResponseEntity<Void>> current(@PathVariable UUID clipId) {
        return clips.get(clipId)
                .flatMap(clip -> forms.playback(clip)
                        .onErrorResume(
                                DeliveryHandler::isReplaced,
                                error -> clips.reload(clip).flatMap(forms::playback)))
                .map(location -> ResponseEntity.status(HttpStatus.FOUND)
                        .location(location)
                        .cacheControl(CacheControl.noStore())
                        .build());
    }
}
