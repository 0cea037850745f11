package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.clip.sequence.SequenceDescriptors;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.playlist.SequenceDescription;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
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

/** Answers requests for the files of a sequence. The segments are those of the clips. */
@Component
class SequenceAnswers {

    private final SequenceDescriptors sequences;
    private final SequenceStreams descriptions;
    private final StreamAnswers clips;
    private final ClipUrls urls;
    private final RangeResponse responses;
    private final Streams streams;
    private final Spans spans;

    SequenceAnswers(
            SequenceDescriptors sequences,
            SequenceStreams descriptions,
            StreamAnswers clips,
            ClipUrls urls,
            RangeResponse responses,
            Streams streams,
            Spans spans) {
        this.sequences = sequences;
        this.descriptions = descriptions;
        this.clips = clips;
        this.urls = urls;
        this.responses = responses;
        this.streams = streams;
        this.spans = spans;
    }

    /** A request for a file of a version. */
    record Request(UUID sequenceId, String version, String kind, ServerWebExchange exchange) {}

    /**
     * Answers a request if its version is current.
     *
     * @param answer writes the response
     * @throws FailureException SEQUENCE_UNKNOWN, VERSION_GONE, SOURCE_NOT_READY, TOO_BUSY; as {@code answer}
     */
    Mono<Void> current(Request request, Function<SequenceState.Current, Mono<Void>> answer) {
        return spans.around(TracedStep.LOOKUP, sequences.get(request.sequenceId()))
                .map(state -> check(state, request))
                .flatMap(current -> streams.run(
                                EngineKind.SLICE,
                                request.exchange().getResponse(),
                                Mono.defer(() -> answer.apply(current)))
                        .onErrorResume(
                                StreamAnswers::isReplaced,
                                error -> sequences
                                        .reload(request.sequenceId())
                                        .map(state -> check(state, request))
                                        .then(Mono.error(error))));
    }

    /** @throws FailureException VERSION_GONE, SOURCE_NOT_READY */
    private SequenceState.Current check(SequenceState state, Request request) {
        return switch (state) {
            case SequenceState.Current current -> {
                if (!current.version().equals(request.version())) {
                    throw versionGone(current, request);
                }
                yield current;
            }
            case SequenceState.ClipsDeleted deleted -> throw SequenceService.versionGone(deleted);
            case SequenceState.SourcesNotReady waiting -> throw SequenceService.notReady(waiting);
        };
    }

    private FailureException versionGone(SequenceState.Current current, Request request) {
        PlaybackPath path = PlaybackPath.sequence(request.sequenceId(), request.kind(), current.version());
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because a clip of the sequence or its source has changed; use"
                        + " 'currentUrl'.",
                Map.of(
                        "currentUrl",
                        urls.unsigned(path, request.exchange().getRequest()).toString()));
    }

    /**
     * Sends a playlist or a manifest.
     *
     * @param path names the text within the version
     */
    Mono<Void> text(
            SequenceState.Current sequence,
            String path,
            MediaType type,
            Function<SequenceDescription, String> writer,
            ServerWebExchange exchange) {
        boolean compressed = PlaylistText.isCompressed(exchange.getRequest().getHeaders());
        Mono<TaggedLayout> planned = descriptions
                .describe(sequence)
                .map(description ->
                        PlaylistText.layout(writer.apply(description), sequence.version() + "/" + path, compressed));
        // The text is in memory, so no source is read.
        return responses.send(
                planned,
                sequence.clips().getFirst().source(),
                headers -> {
                    ClipHeaders.write(headers, type);
                    PlaylistText.writeHeaders(headers, compressed);
                },
                exchange);
    }

    /** Sends the cues of one clip. */
    Mono<Void> cues(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return streams.checkIfChanged(clip.source(), clips.cues(clip, file, exchange));
    }

    /** Sends an init segment or a media segment of one clip. */
    Mono<Void> media(ClipDescriptor clip, StreamFile.Part file, ServerWebExchange exchange) {
        return streams.checkIfChanged(clip.source(), clips.media(clip, file, exchange));
    }
}
