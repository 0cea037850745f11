package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.FailureException;
import dev.cliprange.spool.SpoolReader;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.StreamMetrics;
import dev.cliprange.web.RangeRequest;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
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
 * Responses from a complete spool: of known length, with byte ranges. Their entity tag is strong, as If-Range requires
 * (RFC 9110, 13.1.5). It has the digest of the bytes, so another build of FFmpeg that writes other bytes gives another
 * tag.
 */
@Component
class WholeClip {

    private final StreamMetrics metrics;

    WholeClip(StreamMetrics metrics) {
        this.metrics = metrics;
    }

    /** @throws FailureException RANGE_NOT_SATISFIABLE, PRECONDITION_FAILED */
    Mono<Void> deliver(ClipDescriptor clip, SpoolReader reader, SpoolReader.Whole whole, ServerWebExchange exchange) {
        long startNanos = System.nanoTime();
        ServerHttpResponse response = exchange.getResponse();
        String tag = FfmpegTags.ofBytes(clip, whole);
        ClipHeaders.write(exchange, clip, clip.codecs());
        response.getHeaders().set("Server-Timing", "spool;dur=0");
        return isUnconditionalHead(exchange, tag)
                ? head(tag, whole.lengthBytes(), response)
                : RangeResponse.answer(
                        tag,
                        whole.lengthBytes(),
                        exchange,
                        (from, to) -> send(reader.part(from, to - from), response, startNanos));
    }

    private static boolean isUnconditionalHead(ServerWebExchange exchange, String tag) {
        return HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
                && RangeRequest.condition(exchange.getRequest().getHeaders(), tag)
                        .isEmpty();
    }

    /** Answers a HEAD. It ignores Range, which is defined for GET alone. RFC 9110, 14.2. */
    private static Mono<Void> head(String tag, long lengthBytes, ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().setETag(tag);
        response.getHeaders().set(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.getHeaders().setContentLength(lengthBytes);
        return response.setComplete();
    }

    private Mono<Void> send(Flux<ByteBuf> bytes, ServerHttpResponse response, long startNanos) {
        metrics.firstByte(EngineKind.FFMPEG, Duration.ofNanos(System.nanoTime() - startNanos));
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        return response.writeWith(bytes.doOnNext(buffer -> metrics.served(EngineKind.FFMPEG, buffer.readableBytes()))
                .map(buffers::wrap));
    }
}
