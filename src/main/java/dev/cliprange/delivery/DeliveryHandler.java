package dev.cliprange.delivery;

import dev.cliprange.clip.ClipAddresses;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceService;
import dev.cliprange.stream.DeliveryMetrics;
import dev.cliprange.stream.StreamGate;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The addresses a clip's stream has. */
@RestController
@Tag(name = "Playback")
class DeliveryHandler {

    private final ClipDescriptors clips;
    private final SourceService sources;
    private final ClipAddresses addresses;
    private final ClipForms forms;
    private final StreamGate gate;
    private final DeliveryMetrics metrics;
    private final PreciseDelivery precise;
    private final Spans spans;
    private final Map<EngineKind, ClipEngine> engines;

    DeliveryHandler(
            ClipDescriptors clips,
            SourceService sources,
            ClipAddresses addresses,
            ClipForms forms,
            StreamGate gate,
            DeliveryMetrics metrics,
            PreciseDelivery precise,
            Spans spans,
            List<ClipEngine> engines) {
        this.clips = clips;
        this.sources = sources;
        this.addresses = addresses;
        this.forms = forms;
        this.gate = gate;
        this.metrics = metrics;
        this.precise = precise;
        this.spans = spans;
        this.engines = engines.stream().collect(Collectors.toUnmodifiableMap(ClipEngine::kind, Function.identity()));
    }

    @Operation(summary = "The clip's bytes, as long as the version is the current one")
    @GetMapping("/videos/clips/{clipId}/stream/{version}")
    Mono<Void> stream(@PathVariable UUID clipId, @PathVariable String version, ServerWebExchange exchange) {
        return spans.around(TracedStep.LOOKUP, clips.getWithNext(clipId)).flatMap(described -> {
            ClipDescriptor clip = described.descriptor();
            boolean isPrecise = clip.preciseVersion().equals(version);
            if (!clip.isCurrent(version)) {
                return Mono.error(versionGone(clip, exchange));
            }
            described
                    .nextId()
                    .flatMap(addresses::current)
                    .ifPresent(next ->
                            exchange.getResponse().getHeaders().set(HttpHeaders.LINK, "<" + next + ">; rel=\"next\""));
            Mono<Void> stream =
                    isPrecise ? precise.deliver(clip, exchange) : engineOf(clip).deliver(clip, exchange);
            Mono<Void> admitted = spans.until(
                    TracedStep.FIRST_BYTE,
                    end -> exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(end)),
                    gate.admit(stream));
            return metrics.observe(clip.engine(), exchange.getResponse(), admitted)
                    .onErrorResume(
                            DeliveryHandler::isChanged,
                            error -> sources.objectChanged(clip.source())
                                    .onErrorComplete()
                                    .then(Mono.error(error)))
                    .onErrorResume(
                            DeliveryHandler::isReplaced,
                            error -> clips.reload(clip)
                                    .flatMap(now ->
                                            Mono.error(now.isCurrent(version) ? error : versionGone(now, exchange))));
        });
    }

    /** The index of the clip's version is gone, and this instance has not received the change yet. */
    private static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }

    private static boolean isChanged(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_CHANGED;
    }

    @Operation(summary = "Leads to the current version")
    @GetMapping("/videos/clips/{clipId}/stream")
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

    private ClipEngine engineOf(ClipDescriptor clip) {
        ClipEngine engine = engines.get(clip.engine());
        if (engine == null) {
            throw new IllegalStateException(
                    "engine: " + clip.engine() + " (expected: one of " + engines.keySet() + ")");
        }
        return engine;
    }

    private FailureException versionGone(ClipDescriptor clip, ServerWebExchange exchange) {
        return new FailureException(
                Failure.VERSION_GONE,
                "The clip was changed, or its source was; 'currentUrl' plays it as it is now.",
                Map.of(
                        "currentUrl",
                        addresses
                                .unsignedStream(clip, clip.version(), exchange.getRequest())
                                .toString()));
    }
}
