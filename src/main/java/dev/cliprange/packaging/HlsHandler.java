package dev.cliprange.packaging;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.playlist.HlsPlaylists;
import dev.cliprange.packaging.playlist.StreamDescription;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.precise.LayoutsInUse;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.Streams;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** HLS: the playlists and segments of a clip. */
@RestController
@Tag(name = "Playback")
class HlsHandler {

    private static final String FOLDER = PlaybackPath.CLIP_ROUTE + PlaybackPath.HLS + "/{version}/";
    private static final MediaType PLAYLIST = MediaType.parseMediaType(HlsPlaylists.MEDIA_TYPE);
    private static final MediaType VIDEO = new MediaType("video", "mp4");
    private static final MediaType AUDIO = new MediaType("audio", "mp4");

    private final ClipDescriptors clips;
    private final ClipUrls urls;
    private final ClipStreams clipStreams;
    private final SegmentLayouts segments;
    private final LayoutsInUse inUse;
    private final ProcessHolders holders;
    private final RangeResponse responses;
    private final Streams streams;
    private final Spans spans;

    HlsHandler(
            ClipDescriptors clips,
            ClipUrls urls,
            ClipStreams clipStreams,
            SegmentLayouts segments,
            LayoutsInUse inUse,
            ProcessHolders holders,
            RangeResponse responses,
            Streams streams,
            Spans spans) {
        this.clips = clips;
        this.urls = urls;
        this.clipStreams = clipStreams;
        this.segments = segments;
        this.inUse = inUse;
        this.holders = holders;
        this.responses = responses;
        this.streams = streams;
        this.spans = spans;
    }

    @Operation(summary = "Returns the multivariant HLS playlist of a clip while the version is current")
    @GetMapping(FOLDER + "master.m3u8")
    Mono<Void> master(
            @PathVariable UUID clipId,
            @PathVariable String version,
            @RequestParam(required = false) @Nullable String form,
            ServerWebExchange exchange) {
        boolean copy = isCopy(form);
        return answer(
                clipId,
                version,
                exchange,
                clip -> playlist(clip, copy, exchange, HlsPlaylists::master, new StreamFile.Master()));
    }

    @Operation(summary = "Returns a file that an HLS playlist of a clip names")
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

    @Operation(summary = "Returns a file that an HLS playlist of the copy form of a clip names")
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
        return answer(
                clipId,
                version,
                exchange,
                clip -> StreamFile.parse(path)
                                .filter(StreamFile.Part.class::isInstance)
                                .map(StreamFile.Part.class::cast)
                                .map(file -> send(clip, file, exchange))
                                .orElseGet(() -> Mono.error(new FailureException(
                                        Failure.SEGMENT_NOT_FOUND, "No stream has a file '" + path + "'."))));
    }

    private Mono<Void> send(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        boolean playlist = file.content() == Content.Named.PLAYLIST || file.content() == Content.Named.IFRAME_PLAYLIST;
        return playlist
                ? playlist(
                        clip,
                        file.copy(),
                        exchange,
                        stream -> HlsPlaylists.playlist(stream, file).orElseThrow(() -> SegmentLayouts.unknown(file)),
                        file)
                : segment(clip, file, exchange);
    }

    private Mono<Void> playlist(
            ClipDescriptor clip,
            boolean copy,
            ServerWebExchange exchange,
            Function<StreamDescription, String> writer,
            StreamFile file) {
        boolean compressed = PlaylistText.isCompressed(exchange.getRequest().getHeaders());
        String tag = clip.streamVersion() + "/" + (copy ? StreamFile.COPY_FOLDER : "") + file.path();
        Mono<TaggedLayout> planned = clipStreams
                .get(clip, copy)
                .map(stream -> PlaylistText.layout(writer.apply(StreamDescriptions.of(stream)), tag, compressed));
        return responses.send(
                planned,
                clip.source(),
                headers -> {
                    ClipHeaders.write(headers, clip, PLAYLIST);
                    PlaylistText.writeHeaders(headers, compressed);
                },
                exchange);
    }

    private Mono<Void> segment(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            LayoutsInUse.Lease lease = inUse.lease();
            Mono<TaggedLayout> planned = clipStreams
                    .get(clip, file.copy())
                    .flatMap(stream ->
                            segments.get(clip, stream, file, holders.ofClient(exchange.getRequest()), lease));
            MediaType type = file.kind() == Kind.VIDEO ? VIDEO : AUDIO;
            return responses
                    .send(planned, clip.source(), headers -> ClipHeaders.write(headers, clip, type), exchange)
                    .doFinally(end -> lease.close());
        });
    }

    private Mono<Void> answer(
            UUID clipId,
            String version,
            ServerWebExchange exchange,
            Function<ClipDescriptor, Mono<Void>> response) {
        return spans.around(TracedStep.LOOKUP, clips.get(clipId))
                .flatMap(clip -> version.equals(clip.streamVersion())
                        ? streams.run(
                                        clip.engine(),
                                        clip.source(),
                                        exchange.getResponse(),
                                        Mono.defer(() -> response.apply(clip)))
                                .onErrorResume(
                                        HlsHandler::isReplaced,
                                        error -> failReplaced(clip, version, error, exchange))
                        : Mono.error(versionGone(clip, exchange)));
    }

    /** Returns whether the index of the clip's version is gone. This instance has not received the change yet. */
    private static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }

    private Mono<Void> failReplaced(ClipDescriptor clip, String version, Throwable error, ServerWebExchange exchange) {
        return clips.reload(clip)
                .flatMap(now ->
                        Mono.error(version.equals(now.streamVersion()) ? error : versionGone(now, exchange)));
    }

    private FailureException versionGone(ClipDescriptor clip, ServerWebExchange exchange) {
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because the clip or its source has changed; use 'currentUrl'.",
                Map.of("currentUrl", urls.unsignedHls(clip, exchange.getRequest()).toString()));
    }

    private static boolean isCopy(@Nullable String form) {
        if (form == null || form.equals("precise")) {
            return false;
        }
        if (form.equals("copy")) {
            return true;
        }
        throw new FailureException(
                Failure.REQUEST_INVALID, "The form is not known: " + form + " (expected: 'copy' or 'precise').");
    }
}
