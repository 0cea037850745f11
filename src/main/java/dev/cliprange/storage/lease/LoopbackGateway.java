package dev.cliprange.storage.lease;

import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.HttpRanges;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.web.AbortedResponse;
import dev.cliprange.web.EndSignal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves leased web sources to processes of this machine with our own checked reads: GET and HEAD with single ranges,
 * at URLs on loopback that contain a random token.
 */
public final class LoopbackGateway implements AutoCloseable {

    private static final int TOKEN_BYTES = 24;

    /** Fixed, because the kernel would let it grow to megabytes for a process that reads slowly. */
    private static final int SEND_BUFFER_BYTES = 256 * 1_024;

    /**
     * Reactor's key for a hook of one stream. A buffer that arrives while the lease is closed on another thread is
     * dropped, and not discarded.
     */
    private static final String ON_NEXT_DROPPED = "reactor.onNextDropped.local";

    private static final Consumer<Object> RELEASE = ReferenceCountUtil::release;

    private final SourceStore sources;
    private final DisposableServer server;
    private final Map<String, GatewayLease> leases = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    public LoopbackGateway(SourceStore sources) {
        this.sources = sources;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .idleTimeout(Duration.ofSeconds(60))
                .handle(this::handle)
                .bindNow();
    }

    SourceLease lease(Location location, ObjectStat source) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var lease = new GatewayLease(token, location, source);
        leases.put(token, lease);
        return lease;
    }

    @Override
    public void close() {
        leases.values().forEach(GatewayLease::close);
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        GatewayLease lease = leases.get(request.path());
        if (lease == null) {
            return response.sendNotFound();
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            return response.status(HttpResponseStatus.METHOD_NOT_ALLOWED).send();
        }
        long size = lease.source.sizeBytes();
        response.header(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES)
                .header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM);
        String asked = request.requestHeaders().get(HttpHeaderNames.RANGE, "");
        Optional<ByteSpan> span = asked.isEmpty() ? Optional.of(new ByteSpan(0, size)) : HttpRanges.parse(asked, size);
        if (span.isEmpty()) {
            return response.status(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size)
                    .send();
        }
        if (!asked.isEmpty()) {
            response.status(HttpResponseStatus.PARTIAL_CONTENT)
                    .header(HttpHeaderNames.CONTENT_RANGE, HttpRanges.contentRange(span.get(), size));
        }
        response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(span.get().lengthBytes()));
        return head
                ? response.send()
                : response.send(lease.read(span.get())).then().onErrorResume(failed -> breakOff(response));
    }

    /** Ends an answer whose read has failed, so that it never looks complete. The lease knows the reason. */
    private static Mono<Void> breakOff(HttpServerResponse response) {
        if (!response.hasSentHeaders()) {
            return response.status(HttpResponseStatus.BAD_GATEWAY)
                    .header(HttpHeaderNames.CONTENT_LENGTH, "0")
                    .send()
                    .then();
        }
        response.withConnection(connection ->
                connection.channel().eventLoop().execute(() -> AbortedResponse.reset(connection.channel())));
        // The end of the connection ends this.
        return Mono.never();
    }

    private final class GatewayLease implements SourceLease {

        private final String token;
        private final Location location;
        private final ObjectStat source;
        private final LongAdder bytes = new LongAdder();
        private final AtomicReference<@Nullable FailureException> failure = new AtomicReference<>();
        private final EndSignal closed = new EndSignal();

        GatewayLease(String token, Location location, ObjectStat source) {
            this.token = token;
            this.location = location;
            this.source = source;
        }

        Flux<ByteBuf> read(ByteSpan span) {
            Flux<ByteBuf> read = sources.read(location, source.revision(), span.offsetBytes(), span.lengthBytes())
                    .doOnNext(buffer -> bytes.add(buffer.readableBytes()))
                    .doOnError(FailureException.class, failed -> failure.compareAndSet(null, failed));
            // The response releases what is discarded; another hook would release it a second time.
            return closed.applyTo(read).contextWrite(context -> context.put(ON_NEXT_DROPPED, RELEASE));
        }

        @Override
        public FfmpegInputUrl input() {
            var bound = (InetSocketAddress) server.address();
            return new FfmpegInputUrl(
                    "http://127.0.0.1:" + bound.getPort() + "/" + token, List.of("http", "tcp"), Map.of());
        }

        @Override
        public Optional<Long> bytesRead() {
            return Optional.of(bytes.sum());
        }

        @Override
        public Optional<FailureException> failure() {
            return Optional.ofNullable(failure.get());
        }

        @Override
        public void close() {
            leases.remove(token);
            closed.fail(new IllegalStateException("the lease is closed"));
        }
    }
}
