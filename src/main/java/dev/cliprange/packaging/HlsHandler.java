package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.playlist.HlsPlaylists;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** HLS: the playlists of a clip, and the segments that HLS and DASH share. */
@RestController
@Tag(name = "Playback")
class HlsHandler {

    private static final String FOLDER = PlaybackPath.CLIP_ROUTE + PlaybackPath.HLS + "/{version}/";
    private static final MediaType PLAYLIST = MediaType.parseMediaType(HlsPlaylists.MEDIA_TYPE);

    private final StreamAnswers answers;

    HlsHandler(StreamAnswers answers) {
        this.answers = answers;
    }

    @Operation(summary = "Returns the multivariant HLS playlist of a clip while the version is current")
    @GetMapping(FOLDER + "master.m3u8")
    Mono<Void> master(
            @PathVariable UUID clipId,
            @PathVariable String version,
            @RequestParam(required = false) @Nullable String form,
            ServerWebExchange exchange) {
        boolean copy = StreamForm.isCopy(form);
        return answers.current(
                clipId,
                version,
                PlaybackPath.HLS,
                exchange,
                clip -> answers.textWithImages(
                        clip, copy, new StreamFile.Master().path(), PLAYLIST, HlsPlaylists::master, exchange));
    }

    @Operation(summary = "Returns a file that a playlist or manifest of a clip names")
    @GetMapping(FOLDER + "{kind}/{rendition}/{name}")
    Mono<Void> file(
            @PathVariable UUID clipId,
            @PathVariable String version,
            @PathVariable String kind,
            @PathVariable String rendition,
            @PathVariable String name,
            ServerWebExchange exchange) {
        return file(clipId, version, kind + "/" + rendition + "/" + name, exchange);
    }

    @Operation(summary = "Returns a file that a playlist or manifest of the copy form of a clip names")
    @GetMapping(FOLDER + "copy/{kind}/{rendition}/{name}")
    Mono<Void> copiedFile(
            @PathVariable UUID clipId,
            @PathVariable String version,
            @PathVariable String kind,
            @PathVariable String rendition,
            @PathVariable String name,
            ServerWebExchange exchange) {
        return file(clipId, version, StreamFile.COPY_FOLDER + kind + "/" + rendition + "/" + name, exchange);
    }

    private Mono<Void> file(UUID clipId, String version, String path, ServerWebExchange exchange) {
        return answers.current(
                clipId,
                version,
                PlaybackPath.HLS,
                exchange,
                clip -> StreamFile.parse(path)
                        .map(file -> switch (file) {
                            case StreamFile.Part part -> send(clip, part, exchange);
                            case StreamFile.Master master -> Mono.<Void>error(SegmentLayouts.unknown(master));
                        })
                        .orElseGet(() -> Mono.error(new FailureException(
                                Failure.SEGMENT_NOT_FOUND, "No stream has a file '" + path + "'."))));
    }

    private Mono<Void> send(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return file.kind() == StreamFile.Kind.IMAGE
                ? answers.textWithImages(
                        clip,
                        file.copy(),
                        file.path(),
                        PLAYLIST,
                        stream -> HlsPlaylists.playlist(stream, file).orElseThrow(() -> SegmentLayouts.unknown(file)),
                        exchange)
                : send(answers, clip, file, exchange);
    }

    /** Sends a playlist, an init segment or a media segment. */
    static Mono<Void> send(
            StreamAnswers answers, ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return switch (file.content()) {
            case Content.Named.PLAYLIST, Content.Named.IFRAME_PLAYLIST ->
                answers.text(
                        clip,
                        file.copy(),
                        file.path(),
                        PLAYLIST,
                        stream -> HlsPlaylists.playlist(stream, file).orElseThrow(() -> SegmentLayouts.unknown(file)),
                        exchange);
            case Content.Named.CUES -> answers.cues(clip, file, exchange);
            case Content.Named.INIT -> answers.media(clip, file, exchange);
            case Content.Segment segment -> answers.media(clip, file, exchange);
        };
    }
}
