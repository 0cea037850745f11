package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.ffmpeg.ClipRequest;
import dev.cliprange.ffmpeg.FfmpegEngine;
import dev.cliprange.ffmpeg.FfmpegInput;
import dev.cliprange.ffmpeg.FfmpegStream;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.SourceAddress;
import dev.cliprange.storage.SourceAddresses;
import dev.cliprange.trace.Marks;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.Step;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
 * A clip out of a process: of unknown length, from the keyframe before its start. Nothing is answered before the first
 * fragment is there; HEAD starts no process.
 */
@Component
class FfmpegClipEngine implements ClipEngine {

    private final FfmpegEngine ffmpeg;
    private final SourceAddresses addresses;
    private final DeliveryMetrics metrics;
    private final Spans spans;

    FfmpegClipEngine(FfmpegEngine ffmpeg, SourceAddresses addresses, DeliveryMetrics metrics, Spans spans) {
        this.ffmpeg = ffmpeg;
        this.addresses = addresses;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.FFMPEG;
    }

    @Override
    public Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        // Weak: another build of FFmpeg may write the same clip with other bytes.
        if (exchange.checkNotModified("W/\"" + clip.version() + "\"")) {
            ClipHeaders.write(exchange.getResponse().getHeaders(), clip);
            return exchange.getResponse().setComplete();
        }
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            begin(clip, exchange.getResponse());
            return exchange.getResponse().setComplete();
        }
        long askedNanos = System.nanoTime();
        return addresses
                .with(
                        clip.source().location(),
                        clip.source().object(),
                        lease -> spans.around(
                                        Step.FFMPEG,
                                        marks -> Mono.usingWhen(
                                                ffmpeg.open(request(clip, lease.address())),
                                                stream -> send(
                                                        clip, told(stream, marks), exchange.getResponse(), askedNanos),
                                                FfmpegStream::close))
                                // FFmpeg only sees a broken input; who read for it knows why.
                                .onErrorMap(error ->
                                        lease.failure().<Throwable>map(it -> it).orElse(error)))
                .then();
    }

    private static ClipRequest request(ClipDescriptor clip, SourceAddress address) {
        SourceMedia media = clip.source().media();
        SourceMedia.Video video = media.video();
        var input = new FfmpegInput(
                address.input(),
                Set.copyOf(address.protocols()),
                address.headers(),
                // FFmpeg has one demuxer for MP4 and MOV, and calls it so.
                "mp4".equals(media.container()) ? "mov" : media.container(),
                video == null ? "" : video.codec(),
                media.audio().stream().map(SourceMedia.Audio::codec).toList(),
                media.ignoredTracks().stream()
                        .filter(it -> it.kind().equals("video") || it.kind().equals("audio"))
                        .map(SourceMedia.IgnoredTrack::index)
                        .collect(Collectors.toSet()),
                Objects.requireNonNullElse(media.videoStartUs(), 0L));
        return new ClipRequest(clip.id().toString(), input, clip.clip().range());
    }

    private Mono<Void> send(ClipDescriptor clip, FfmpegStream stream, ServerHttpResponse response, long askedNanos) {
        begin(clip, response);
        response.getHeaders().set("Server-Timing", serverTiming(stream.timings()));
        metrics.firstByte(kind(), Duration.ofNanos(System.nanoTime() - askedNanos));
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<ByteBuf> body = stream.body().doOnNext(buffer -> metrics.served(kind(), buffer.readableBytes()));
        return response.writeWith(body.map(buffers::wrap));
    }

    private static FfmpegStream told(FfmpegStream stream, Marks marks) {
        marks.tag("queue.us", micros(stream.timings().queue()));
        marks.tag("spawn.us", micros(stream.timings().spawn()));
        marks.tag("first-fragment.us", micros(stream.timings().firstByte()));
        return stream;
    }

    private static void begin(ClipDescriptor clip, ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.OK);
        ClipHeaders.write(response.getHeaders(), clip);
        response.getHeaders().set(HttpHeaders.ACCEPT_RANGES, "none");
    }

    private static String serverTiming(FfmpegStream.Timings timings) {
        return "queue;dur=" + milliseconds(timings.queue()) + ", spawn;dur=" + milliseconds(timings.spawn())
                + ", first;dur=" + milliseconds(timings.firstByte());
    }

    private static String milliseconds(Duration duration) {
        return String.valueOf(micros(duration) / 1_000.0);
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }
}
