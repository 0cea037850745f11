package dev.cliprange.delivery;

import dev.cliprange.access.limit.ProcessHolders;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ClipRequest;
import dev.cliprange.ffmpeg.clip.FfmpegEngine;
import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.spool.ClipMaking;
import dev.cliprange.spool.ClipSpools;
import dev.cliprange.spool.SpoolReader;
import dev.cliprange.storage.lease.FfmpegInputUrl;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.StreamMetrics;
import dev.cliprange.trace.SpanTags;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import dev.cliprange.web.RangeRequest;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Delivers a clip that a process copies, from the keyframe before its start. One process serves all clients that
 * request the clip while it runs; their responses have no length and no ranges. Afterwards the clip is served like a
 * file, as long as it is kept. A response begins when the first fragment has arrived. HEAD starts no process.
 */
@Component
class FfmpegClipEngine implements ClipEngine {

    private static final int MOST_JOINS = 3;

    private final FfmpegEngine ffmpeg;
    private final FfmpegInputUrls addresses;
    private final ClipSpools spools;
    private final ClipFailures failures;
    private final WholeClip wholeClip;
    private final ProcessHolders holders;
    private final StreamMetrics metrics;
    private final Spans spans;

    FfmpegClipEngine(
            FfmpegEngine ffmpeg,
            FfmpegInputUrls addresses,
            ClipSpools spools,
            ClipFailures failures,
            WholeClip wholeClip,
            ProcessHolders holders,
            StreamMetrics metrics,
            Spans spans) {
        this.ffmpeg = ffmpeg;
        this.addresses = addresses;
        this.spools = spools;
        this.failures = failures;
        this.wholeClip = wholeClip;
        this.holders = holders;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public Mono<Void> deliver(ClipDescriptor clip, ServerWebExchange exchange) {
        HttpHeaders request = exchange.getRequest().getHeaders();
        // If-Match comes first (RFC 9110, 13.2.2); it is evaluated against the bytes that would be sent.
        Optional<String> held =
                request.containsHeader(HttpHeaders.IF_MATCH) ? Optional.empty() : FfmpegTags.ofHeld(clip, request);
        if (held.isPresent()) {
            ClipHeaders.write(exchange, clip, clip.codecs());
            exchange.getResponse().getHeaders().setETag(held.get());
            exchange.getResponse().setStatusCode(HttpStatus.NOT_MODIFIED);
            return exchange.getResponse().setComplete();
        }
        return Mono.using(
                () -> spools.find(key(clip)),
                found -> found.isPresent() ? answer(clip, found.get(), exchange, new Begun()) : make(clip, exchange),
                found -> found.ifPresent(SpoolReader::close));
    }

    /** Two copies of one object share a version, and each is read from its own location. */
    private static String key(ClipDescriptor clip) {
        return clip.source().id() + "/" + clip.version();
    }

    private Mono<Void> make(ClipDescriptor clip, ServerWebExchange exchange) {
        String entityTag = FfmpegTags.ofVersion(clip);
        exchange.getResponse().getHeaders().setETag(entityTag);
        Optional<RangeRequest> unmet =
                RangeRequest.condition(exchange.getRequest().getHeaders(), entityTag);
        if (unmet.isPresent()) {
            return refuse(unmet.get(), entityTag, clip, exchange);
        }
        Optional<? extends Throwable> known = failures.find(key(clip));
        if (known.isPresent()) {
            return Mono.error(known.get());
        }
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            begin(clip, exchange);
            return exchange.getResponse().setComplete();
        }
        return join(clip, exchange, new Begun(), MOST_JOINS);
    }

    /** @param joins how many processes that other requests wait for may fail to start */
    private Mono<Void> join(ClipDescriptor clip, ServerWebExchange exchange, Begun begun, int joins) {
        ProcessHolder holder = holders.ofClient(exchange.getRequest());
        return Mono.deferContextual(context -> Mono.using(
                        () -> spools.join(key(clip), making(clip, holder, context, begun)),
                        reader -> answer(clip, reader, exchange, begun),
                        SpoolReader::close))
                .onErrorResume(
                        FailureException.class,
                        failure -> begun.makes.get()
                                ? Mono.error(failure)
                                : joined(clip, exchange, begun, joins, failure));
    }

    /**
     * Handles a failure of the process that another request began and logged. If no process was free for that request,
     * its client may have too many, and this client may still get one.
     */
    private Mono<Void> joined(
            ClipDescriptor clip, ServerWebExchange exchange, Begun begun, int joins, FailureException failure) {
        boolean again = failure.failure() == Failure.TOO_BUSY
                && joins > 0
                && !exchange.getResponse().isCommitted();
        return again ? join(clip, exchange, begun, joins - 1) : Mono.error(failure.remembered());
    }

    private Mono<Void> answer(ClipDescriptor clip, SpoolReader reader, ServerWebExchange exchange, Begun begun) {
        Optional<SpoolReader.Whole> whole = reader.whole();
        if (whole.isPresent()) {
            return wholeClip.deliver(clip, reader, whole.get(), exchange);
        }
        return reader.opened().then(Mono.defer(() -> send(clip, reader, exchange, begun)));
    }

    /**
     * @param holder the process counts as its own
     * @param context of the request that starts the process, which gets the spans
     * @param begun of this request
     */
    private ClipMaking making(ClipDescriptor clip, ProcessHolder holder, ContextView context, Begun begun) {
        return into -> {
            begun.makes.set(true);
            return make(clip, holder, begun, into)
                    .doOnError(error -> failures.add(key(clip), error))
                    .contextWrite(context);
        };
    }

    private Mono<Void> make(
            ClipDescriptor clip, ProcessHolder holder, Begun begun, Function<Flux<ByteBuf>, Mono<Void>> into) {
        return addresses
                .with(
                        clip.source().location(),
                        clip.source().object(),
                        ffmpeg.longest(),
                        lease -> spans.around(
                                        TracedStep.FFMPEG,
                                        tags -> Mono.usingWhen(
                                                ffmpeg.open(request(clip, holder, lease.input())),
                                                stream -> into.apply(traced(stream, tags, begun)
                                                        .body()),
                                                FfmpegStream::close))
                                // FFmpeg reports a broken input. The lease read it and knows the reason.
                                .onErrorMap(error ->
                                        lease.failure().<Throwable>map(it -> it).orElse(error)))
                .then();
    }

    private static Mono<Void> refuse(
            RangeRequest unmet, String entityTag, ClipDescriptor clip, ServerWebExchange exchange) {
        if (unmet instanceof RangeRequest.PreconditionFailed) {
            return Mono.error(RangeRequest.preconditionFailed(entityTag));
        }
        exchange.getResponse().setStatusCode(HttpStatus.NOT_MODIFIED);
        ClipHeaders.write(exchange, clip, clip.codecs());
        return exchange.getResponse().setComplete();
    }

    private static ClipRequest request(ClipDescriptor clip, ProcessHolder holder, FfmpegInputUrl url) {
        SourceMedia media = clip.source().media();
        SourceMedia.Video video = media.video();
        var input = new FfmpegInput(
                url.input(),
                Set.copyOf(url.protocols()),
                url.headers(),
                // FFmpeg has one demuxer for MP4 and MOV, named "mov".
                "mp4".equals(media.container()) ? "mov" : media.container(),
                video == null ? "" : video.codec(),
                media.audio().stream().map(SourceMedia.Audio::codec).toList(),
                media.ignoredTracks().stream()
                        .filter(it -> it.kind().equals("video") || it.kind().equals("audio"))
                        .map(SourceMedia.IgnoredTrack::index)
                        .collect(Collectors.toSet()),
                Objects.requireNonNullElse(media.videoStartUs(), 0L));
        return new ClipRequest(clip.id().toString(), holder, input, clip.clip().range());
    }

    private Mono<Void> send(ClipDescriptor clip, SpoolReader reader, ServerWebExchange exchange, Begun begun) {
        begin(clip, exchange);
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().set("Server-Timing", begun.serverTiming());
        metrics.firstByte(EngineKind.FFMPEG, begun.age());
        var buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<ByteBuf> body =
                reader.bytes().doOnNext(buffer -> metrics.served(EngineKind.FFMPEG, buffer.readableBytes()));
        return response.writeWith(body.map(buffers::wrap));
    }

    private static FfmpegStream traced(FfmpegStream stream, SpanTags tags, Begun begun) {
        tags.tag("queue.us", micros(stream.timings().queue()));
        tags.tag("spawn.us", micros(stream.timings().spawn()));
        tags.tag("first-fragment.us", micros(stream.timings().firstByte()));
        begun.made.set(stream.timings());
        return stream;
    }

    private static void begin(ClipDescriptor clip, ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        ClipHeaders.write(exchange, clip, clip.codecs());
        exchange.getResponse().getHeaders().set(HttpHeaders.ACCEPT_RANGES, "none");
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    /** The start of one request. It has the times of the process if this request started it. */
    private static final class Begun {

        private final long nanos = System.nanoTime();
        /** Whether this request started the process. */
        private final AtomicBoolean makes = new AtomicBoolean();

        private final AtomicReference<FfmpegStream.@Nullable Timings> made = new AtomicReference<>();

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }

        String serverTiming() {
            FfmpegStream.Timings timings = made.get();
            return timings == null
                    ? "spool;dur=" + milliseconds(age())
                    : "queue;dur=" + milliseconds(timings.queue()) + ", spawn;dur=" + milliseconds(timings.spawn())
                            + ", first;dur=" + milliseconds(timings.firstByte());
        }

        private static String milliseconds(Duration duration) {
            return String.valueOf(micros(duration) / 1_000.0);
        }
    }
}
