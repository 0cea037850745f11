package dev.cliprange.stream;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.ReadySource;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import dev.cliprange.web.EntityTag;
import dev.cliprange.web.NettyExchange;
import dev.cliprange.web.RangeRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers a GET or HEAD with bytes whose length and strong entity tag are known: 200, 206, 304, 412 or 416. RFC 9110,
 * 13 and 14.
 */
@Component
public class RangeResponse {

    private final LayoutBody body;
    private final StreamMetrics metrics;
    private final Spans spans;

    RangeResponse(LayoutBody body, StreamMetrics metrics, Spans spans) {
        this.body = body;
        this.metrics = metrics;
        this.spans = spans;
    }

    /**
     * Answers with the bytes of a layout.
     *
     * @param planned plans the layout; the time that this takes is measured
     * @param source the source that the layout copies from
     * @param headers writes the headers of the representation, as its type and how long caches keep it
     * @throws FailureException before the first byte is sent: as {@code planned}, RANGE_NOT_SATISFIABLE,
     *     PRECONDITION_FAILED, or as reading the source
     */
    public Mono<Void> send(
            Mono<TaggedLayout> planned, ReadySource source, Consumer<HttpHeaders> headers, ServerWebExchange exchange) {
        return send(planned, source, (all, layout) -> headers.accept(all), exchange);
    }

    /** As above, with headers that depend on the layout, as the type with its codecs. */
    public Mono<Void> send(
            Mono<TaggedLayout> planned,
            ReadySource source,
            BiConsumer<HttpHeaders, ByteLayout> headers,
            ServerWebExchange exchange) {
        return sendStored(planned.map(StoredLayout::ofSource), source, headers, exchange);
    }

    /** As above. The media of the layout may be in the work storage. */
    public Mono<Void> sendStored(
            Mono<StoredLayout> planned,
            ReadySource source,
            BiConsumer<HttpHeaders, ByteLayout> headers,
            ServerWebExchange exchange) {
        long startNanos = System.nanoTime();
        ServerHttpResponse response = exchange.getResponse();
        return planned(planned, startNanos, exchange, stored -> {
            TaggedLayout file = stored.file();
            headers.accept(response.getHeaders(), file.layout());
            return answer(
                    EntityTag.quoted(file.tag()),
                    file.layout().lengthBytes(),
                    exchange,
                    (from, to) -> body.write(
                            source, stored.workKeys(), file.layout().pieces(from, to), response, startNanos));
        });
    }

    /**
     * Answers with the bytes of a file whose media is in several places. If a source has changed, it is checked again.
     *
     * @param headers writes the headers of the representation, by the layout of its header
     * @throws FailureException as above
     */
    public Mono<Void> sendJoined(
            Mono<JoinedFile> planned, BiConsumer<HttpHeaders, ByteLayout> headers, ServerWebExchange exchange) {
        long startNanos = System.nanoTime();
        ServerHttpResponse response = exchange.getResponse();
        return planned(planned, startNanos, exchange, file -> {
            headers.accept(response.getHeaders(), file.layout().header());
            return answer(
                    EntityTag.quoted(file.tag()),
                    file.layout().lengthBytes(),
                    exchange,
                    (from, to) -> body.write(file, from, to, response, startNanos));
        });
    }

    private <T> Mono<Void> planned(
            Mono<T> planned, long startNanos, ServerWebExchange exchange, Function<T, Mono<Void>> answer) {
        ServerHttpResponse response = exchange.getResponse();
        return spans.around(TracedStep.PLAN, planned).flatMap(file -> {
            Duration planning = Duration.ofNanos(System.nanoTime() - startNanos);
            response.getHeaders().set("Server-Timing", "plan;dur=" + milliseconds(planning));
            metrics.planned(planning);
            return NettyExchange.onEventLoop(response, Mono.defer(() -> answer.apply(file)));
        });
    }

    /** Writes the bytes {@code [fromBytes, toBytes)} as the body of the response. */
    @FunctionalInterface
    public interface BodyWriter {
        Mono<Void> write(long fromBytes, long toBytes);
    }

    /**
     * Evaluates the conditions and the range of a request, and writes status, headers and body.
     *
     * @param entityTag quoted and strong
     * @param lengthBytes of the representation, at least 1
     * @param writer is not called for a HEAD
     * @throws FailureException RANGE_NOT_SATISFIABLE, PRECONDITION_FAILED
     */
    public static Mono<Void> answer(String entityTag, long lengthBytes, ServerWebExchange exchange, BodyWriter writer) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        headers.setETag(entityTag);
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        return switch (RangeRequest.of(exchange.getRequest().getHeaders(), entityTag, lengthBytes)) {
            case RangeRequest.NotModified() -> {
                response.setStatusCode(HttpStatus.NOT_MODIFIED);
                yield response.setComplete();
            }
            case RangeRequest.PreconditionFailed() -> Mono.error(RangeRequest.preconditionFailed(entityTag));
            case RangeRequest.Unsatisfiable() ->
                Mono.error(new FailureException(
                        Failure.RANGE_NOT_SATISFIABLE,
                        "The response has " + lengthBytes + " bytes; the requested range has none of them.",
                        Map.of("lengthBytes", lengthBytes)));
            case RangeRequest.Whole() -> {
                response.setStatusCode(HttpStatus.OK);
                yield send(0, lengthBytes, exchange, writer);
            }
            case RangeRequest.Part(long offset, long count) -> {
                response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
                headers.set(
                        HttpHeaders.CONTENT_RANGE, "bytes " + offset + "-" + (offset + count - 1) + "/" + lengthBytes);
                yield send(offset, offset + count, exchange, writer);
            }
        };
    }

    private static Mono<Void> send(long fromBytes, long toBytes, ServerWebExchange exchange, BodyWriter writer) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentLength(toBytes - fromBytes);
        return HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
                ? response.setComplete()
                : writer.write(fromBytes, toBytes);
    }

    private static String milliseconds(Duration duration) {
        return String.valueOf(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0);
    }
}
