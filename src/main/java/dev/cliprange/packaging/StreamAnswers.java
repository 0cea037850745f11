package dev.cliprange.packaging;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.playlist.StreamDescription;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.text.WebVtt;
import dev.cliprange.precise.LayoutsInUse;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.StoredLayout;
import dev.cliprange.stream.Streams;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers requests for the files of a clip's stream. */
@Component
class StreamAnswers {

    private static final MediaType VIDEO = new MediaType("video", "mp4");
    private static final MediaType AUDIO = new MediaType("audio", "mp4");
    private static final MediaType TEXT = MediaType.parseMediaType(WebVtt.MEDIA_TYPE + ";charset=utf-8");

    private final ClipDescriptors clips;
    private final ClipUrls urls;
    private final ClipStreams plans;
    private final SegmentLayouts segments;
    private final ClipCues cues;
    private final LayoutsInUse inUse;
    private final ProcessHolders holders;
    private final RangeResponse responses;
    private final Streams streams;
    private final Spans spans;

    StreamAnswers(
            ClipDescriptors clips,
            ClipUrls urls,
            ClipStreams plans,
            SegmentLayouts segments,
            ClipCues cues,
            LayoutsInUse inUse,
            ProcessHolders holders,
            RangeResponse responses,
            Streams streams,
            Spans spans) {
        this.clips = clips;
        this.urls = urls;
        this.plans = plans;
        this.segments = segments;
        this.cues = cues;
        this.inUse = inUse;
        this.holders = holders;
        this.responses = responses;
        this.streams = streams;
        this.spans = spans;
    }

    /**
     * Answers a request if its version is current.
     *
     * @param kind of the path, for the URL of the current version
     * @param answer writes the response
     * @throws FailureException CLIP_NOT_FOUND, VERSION_GONE, TOO_BUSY; as {@code answer}
     */
    Mono<Void> current(
            UUID clipId,
            String version,
            String kind,
            ServerWebExchange exchange,
            Function<ClipDescriptor, Mono<Void>> answer) {
        return spans.around(TracedStep.LOOKUP, clips.get(clipId)).flatMap(clip -> {
            if (!version.equals(clip.streamVersion())) {
                return Mono.error(versionGone(clip, kind, exchange));
            }
            Mono<Void> stream = Mono.defer(() -> answer.apply(clip));
            return streams.run(clip.engine(), clip.source(), exchange.getResponse(), stream)
                    .onErrorResume(
                            StreamAnswers::isReplaced,
                            error -> clips.reload(clip)
                                    .flatMap(now -> Mono.error(
                                            version.equals(now.streamVersion())
                                                    ? error
                                                    : versionGone(now, kind, exchange))));
        });
    }

    /** Returns whether the index of the clip's version is gone. This instance has not received the change yet. */
    static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }

    private FailureException versionGone(ClipDescriptor clip, String kind, ServerWebExchange exchange) {
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because the clip or its source has changed; use 'currentUrl'.",
                Map.of(
                        "currentUrl",
                        urls.unsignedPlaylist(clip, kind, exchange.getRequest()).toString()));
    }

    /**
     * Sends a playlist or a manifest.
     *
     * @param path names the text within the version
     */
    Mono<Void> text(
            ClipDescriptor clip,
            boolean copy,
            String path,
            MediaType type,
            Function<StreamDescription, String> writer,
            ServerWebExchange exchange) {
        return described(clip, copy, path, type, stream -> writer.apply(StreamDescriptions.of(stream)), exchange);
    }

    /** Sends a playlist that may name the storyboard of the clip. */
    Mono<Void> textWithImages(
            ClipDescriptor clip,
            boolean copy,
            String path,
            MediaType type,
            Function<StreamDescription, String> writer,
            ServerWebExchange exchange) {
        String version = clip.streamVersion();
        return described(
                clip, copy, path, type, stream -> writer.apply(StreamDescriptions.of(stream, version)), exchange);
    }

    private Mono<Void> described(
            ClipDescriptor clip,
            boolean copy,
            String path,
            MediaType type,
            Function<ClipStream, String> writer,
            ServerWebExchange exchange) {
        boolean compressed = PlaylistText.isCompressed(exchange.getRequest().getHeaders());
        String tag = clip.streamVersion() + "/" + (copy ? "copy:" : "") + path;
        Mono<TaggedLayout> planned =
                plans.get(clip, copy).map(stream -> PlaylistText.layout(writer.apply(stream), tag, compressed));
        return responses.send(
                planned,
                clip.source(),
                headers -> {
                    ClipHeaders.write(headers, clip, type);
                    PlaylistText.writeHeaders(headers, compressed);
                },
                exchange);
    }

    /** Sends the file of a text track. */
    Mono<Void> cues(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        Mono<TaggedLayout> planned = plans.get(clip, file.copy()).flatMap(stream -> cues.get(clip, stream, file));
        return responses.send(planned, clip.source(), headers -> ClipHeaders.write(headers, clip, TEXT), exchange);
    }

    /** Sends an init segment or a media segment. */
    Mono<Void> media(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            LayoutsInUse.Lease lease = inUse.lease();
            Mono<StoredLayout> planned = plans.get(clip, file.copy())
                    .flatMap(
                            stream -> segments.get(clip, stream, file, holders.ofClient(exchange.getRequest()), lease));
            MediaType type = file.kind() == StreamFile.Kind.VIDEO ? VIDEO : AUDIO;
            return responses
                    .sendStored(
                            planned,
                            clip.source(),
                            (headers, layout) -> ClipHeaders.write(headers, clip, type),
                            exchange)
                    .doFinally(end -> lease.close());
        });
    }
}
