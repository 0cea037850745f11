package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.ClipLayouts;
import dev.cliprange.stream.ConnectionLoop;
import dev.cliprange.stream.DeliveryMetrics;
import dev.cliprange.stream.SliceBody;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import dev.cliprange.web.RangeRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A clip out of its source's index: a file of known length and bytes, of which any range can be had. */
@Component
class SliceClipEngine implements ClipEngine {

    private final ClipLayouts layouts;
    private final SliceBody body;
    private final DeliveryMetrics metrics;
    private final Spans spans;

    SliceClipEngine(ClipLayouts layouts, SliceBody body, DeliveryMetrics metrics, Spans spans) {
        this.layouts = layouts;
        this.body = body;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.SLICE;
    }

    @Override
    public Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        return deliver(clip, layouts.get(clip).map(layout -> new Tagged(layout, clip.version())), exchange);
    }

    /** @param tag names the layout's bytes */
    record Tagged(ClipLayout layout, String tag) {}

    /** The same for any form of the clip that has a layout. */
    Mono<Void> deliver(ClipDescriptor clip, Mono<Tagged> layouts, ServerWebExchange exchange) {
        long askedNanos = System.nanoTime();
        return spans.around(TracedStep.PLAN, layouts).flatMap(layout -> {
            long plannedNanos = System.nanoTime();
            ServerHttpResponse response = exchange.getResponse();
            ClipHeaders.write(response.getHeaders(), clip);
            response.getHeaders().setETag("\"" + layout.tag() + "\"");
            response.getHeaders().set(HttpHeaders.ACCEPT_RANGES, "bytes");
            response.getHeaders()
                    .set("Server-Timing", "plan;dur=" + milliseconds(Duration.ofNanos(plannedNanos - askedNanos)));
            metrics.planned(Duration.ofNanos(plannedNanos - askedNanos));
            return ConnectionLoop.of(response).run(answer(clip, layout, exchange, askedNanos));
        });
    }

    private Mono<Void> answer(ClipDescriptor clip, Tagged tagged, ServerWebExchange exchange, long askedNanos) {
        ServerHttpResponse response = exchange.getResponse();
        ClipLayout layout = tagged.layout();
        long length = layout.lengthBytes();
        HttpHeaders asked = exchange.getRequest().getHeaders();
        return switch (RangeRequest.of(asked, "\"" + tagged.tag() + "\"", length)) {
            case RangeRequest.NotModified() -> {
                response.setStatusCode(HttpStatus.NOT_MODIFIED);
                yield response.setComplete();
            }
            case RangeRequest.PreconditionFailed() ->
                Mono.error(RangeRequest.preconditionFailed("\"" + tagged.tag() + "\""));
            case RangeRequest.Unsatisfiable() ->
                Mono.error(new FailureException(
                        Failure.RANGE_NOT_SATISFIABLE,
                        "The clip has " + length + " bytes; the range asks for none of them.",
                        Map.of("lengthBytes", length)));
            case RangeRequest.Whole() -> {
                response.setStatusCode(HttpStatus.OK);
                yield send(clip, layout, 0, length, exchange, askedNanos);
            }
            case RangeRequest.Part(long offset, long count) -> {
                response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
                response.getHeaders()
                        .set(HttpHeaders.CONTENT_RANGE, "bytes " + offset + "-" + (offset + count - 1) + "/" + length);
                yield send(clip, layout, offset, offset + count, exchange, askedNanos);
            }
        };
    }

    private Mono<Void> send(
            ClipDescriptor clip, ClipLayout layout, long from, long to, ServerWebExchange exchange, long askedNanos) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentLength(to - from);
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            return response.setComplete();
        }
        return body.write(clip.source(), layout.pieces(from, to), response, askedNanos);
    }

    private static String milliseconds(Duration duration) {
        return String.valueOf(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0);
    }
}
