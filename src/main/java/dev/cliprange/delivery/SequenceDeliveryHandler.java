package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.clip.sequence.SequenceDescriptors;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.codec.CodecList;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.Streams;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A sequence as one MP4. */
@RestController
@Tag(name = "Playback")
class SequenceDeliveryHandler {

    private final SequenceDescriptors sequences;
    private final SequenceFiles files;
    private final ClipUrls urls;
    private final RangeResponse responses;
    private final Streams streams;
    private final ProcessHolders holders;
    private final Spans spans;

    SequenceDeliveryHandler(
            SequenceDescriptors sequences,
            SequenceFiles files,
            ClipUrls urls,
            RangeResponse responses,
            Streams streams,
            ProcessHolders holders,
            Spans spans) {
        this.sequences = sequences;
        this.files = files;
        this.urls = urls;
        this.responses = responses;
        this.streams = streams;
        this.holders = holders;
        this.spans = spans;
    }

    @Operation(summary = "Returns a sequence as one MP4 while the version is current")
    @Parameter(
            name = "download",
            in = ParameterIn.QUERY,
            description = "Makes the response an attachment; a value names the file",
            schema = @Schema(type = "string"))
    @GetMapping(PlaybackPath.SEQUENCE_STREAM_ROUTE + "{version}")
    Mono<Void> stream(@PathVariable UUID sequenceId, @PathVariable String version, ServerWebExchange exchange) {
        return spans.around(TracedStep.LOOKUP, sequences.get(sequenceId)).flatMap(state -> {
            SequenceState.Current current = check(state, version, exchange);
            ClipForm form = current.form(version).orElseThrow();
            return streams.run(EngineKind.SLICE, exchange.getResponse(), send(current, form, exchange))
                    .onErrorResume(
                            SequenceDeliveryHandler::isReplaced,
                            error -> sequences
                                    .reload(sequenceId)
                                    .map(now -> check(now, version, exchange))
                                    .then(Mono.error(error)));
        });
    }

    private Mono<Void> send(SequenceState.Current current, ClipForm form, ServerWebExchange exchange) {
        Sequence sequence = current.sequence();
        return responses.sendJoined(
                files.get(current, form, holders.ofClient(exchange.getRequest())),
                (headers, layout) -> ClipHeaders.write(
                        exchange,
                        Optional.ofNullable(sequence.title()).orElse(""),
                        sequence.id(),
                        layout.codecs().orElseGet(() -> new CodecList(true, List.of()))),
                exchange);
    }

    /** @throws FailureException VERSION_GONE, SOURCE_NOT_READY */
    private SequenceState.Current check(SequenceState state, String version, ServerWebExchange exchange) {
        return switch (state) {
            case SequenceState.Current current -> {
                if (current.form(version).isEmpty()) {
                    throw versionGone(current, exchange);
                }
                yield current;
            }
            case SequenceState.ClipsDeleted deleted -> throw SequenceService.versionGone(deleted);
            case SequenceState.SourcesNotReady waiting -> throw SequenceService.notReady(waiting);
        };
    }

    private FailureException versionGone(SequenceState.Current current, ServerWebExchange exchange) {
        PlaybackPath path = PlaybackPath.sequenceStream(current.sequence().id(), current.fileVersion(ClipForm.COPY));
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because a clip of the sequence or its source has changed; use"
                        + " 'currentUrl'.",
                Map.of("currentUrl", urls.unsigned(path, exchange.getRequest()).toString()));
    }

    /** Returns whether an index is gone. This instance has not received the change yet. */
    private static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }
}
