package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.spool.SpoolReader;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.DeliveryMetrics;
import dev.cliprange.web.RangeRequest;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Responses out of a spool that is whole: of known length, with byte ranges. Their entity tag is strong, as If-Range
 * needs it (RFC 9110, 13.1.5): it names the bytes by their digest, so another build of FFmpeg that writes other bytes
 * gives another tag.
 */
@Component
class WholeClip {

    private final DeliveryMetrics metrics;

    WholeClip(DeliveryMetrics metrics) {
        this.metrics = metrics;
    }

    /** @throws FailureException RANGE_NOT_SATISFIABLE */
    Mono<Void> deliver(ClipDescriptor clip, SpoolReader reader, SpoolReader.Whole whole, ServerWebExchange exchange) {
        long askedNanos = System.nanoTime();
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        String tag = FfmpegTags.ofBytes(clip, whole);
        ClipHeaders.write(headers, clip);
        headers.setETag(tag);
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        headers.set("Server-Timing", "spool;dur=0");
        long length = whole.lengthBytes();
        boolean head = HttpMethod.HEAD.equals(exchange.getRequest().getMethod());
        if (head
                && RangeRequest.condition(exchange.getRequest().getHeaders(), tag)
                        .isEmpty()) {
            // Range is for GET alone. RFC 9110, 14.2.
            response.setStatusCode(HttpStatus.OK);
            headers.setContentLength(length);
            return response.setComplete();
        }
        return switch (RangeRequest.of(exchange.getRequest().getHeaders(), tag, length)) {
            case RangeRequest.NotModified() -> {
                response.setStatusCode(HttpStatus.NOT_MODIFIED);
                yield response.setComplete();
            }
            case RangeRequest.PreconditionFailed() -> Mono.error(RangeRequest.preconditionFailed(tag));
            case RangeRequest.Unsatisfiable() ->
                Mono.error(new FailureException(
                        Failure.RANGE_NOT_SATISFIABLE,
                        "The clip has " + length + " bytes, and the range has none of them.",
                        Map.of("lengthBytes", length)));
            case RangeRequest.Whole() -> {
                response.setStatusCode(HttpStatus.OK);
                yield send(reader.part(0, length), length, response, askedNanos);
            }
            case RangeRequest.Part(long offset, long count) -> {
                response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
                headers.set(HttpHeaders.CONTENT_RANGE, "bytes " + offset + "-" + (offset + count - 1) + "/" + length);
                yield send(reader.part(offset, count), count, response, askedNanos);
            }
        };
    }

    private Mono<Void> send(Flux<ByteBuf> bytes, long length, ServerHttpResponse response, long askedNanos) {
        response.getHeaders().setContentLength(length);
        metrics.firstByte(EngineKind.FFMPEG, Duration.ofNanos(System.nanoTime() - askedNanos));
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        return response.writeWith(bytes.doOnNext(buffer -> metrics.served(EngineKind.FFMPEG, buffer.readableBytes()))
                .map(buffers::wrap));
    }
}
