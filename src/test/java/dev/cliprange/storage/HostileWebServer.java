package dev.cliprange.storage;

import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.read.HttpRanges;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A web server of objects that does ranges and revisions as it should, except where a trick is waiting for the next request. */
public final class HostileWebServer implements AutoCloseable {

    /** What may go wrong with one request. */
    public sealed interface Trick {
        /** The connection is cut after so many bytes of the body. */
        record CutAfter(long bytes) implements Trick {}

        record Status(int code) implements Trick {}

        record RedirectTo(String target) implements Trick {}

        /** The range is answered as if another one had been asked for. */
        record ShiftedRange() implements Trick {}

        record WholeInstead() implements Trick {}

        /** Chunked, with a byte too many or too few. */
        record Longer(int bytes) implements Trick {}

        record NoValidators() implements Trick {}

        record OnlyLastModified() implements Trick {}

        record IgnoresConditions() implements Trick {}

        /** No head for so long. */
        record SlowHead(Duration delay) implements Trick {}

        /** Half the body, then silence. */
        record Stall() implements Trick {}

        record Gzip() implements Trick {}
    }

    private static final String MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT";

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Integer> generations = new ConcurrentHashMap<>();
    private final Queue<Trick> tricks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final DisposableServer server;

    public HostileWebServer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    public int port() {
        return server.port();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public HttpLocation put(String path, byte[] bytes) {
        objects.put(path, bytes);
        generations.merge(path, 1, Integer::sum);
        return new HttpLocation(uri(path));
    }

    /** For the requests that follow, one each. */
    public void play(Trick... next) {
        tricks.addAll(List.of(next));
    }

    public void forget() {
        tricks.clear();
        requests.set(0);
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        requests.incrementAndGet();
        Optional<Trick> trick = Optional.ofNullable(tricks.poll());
        byte[] bytes = objects.get("/" + request.path());
        if (trick.orElse(null) instanceof Trick.Status(int code)) {
            return response.status(code).send();
        }
        if (trick.orElse(null) instanceof Trick.RedirectTo(String target)) {
            return response.sendRedirect(target);
        }
        if (bytes == null) {
            return response.sendNotFound();
        }
        String tag = "\"" + generations.get("/" + request.path()) + "\"";
        String condition = request.requestHeaders().get(HttpHeaderNames.IF_MATCH, tag);
        if (!condition.equals(tag) && !(trick.orElse(null) instanceof Trick.IgnoresConditions)) {
            return response.status(412).send();
        }
        if (trick.orElse(null) instanceof Trick.OnlyLastModified) {
            response.header(HttpHeaderNames.LAST_MODIFIED, MODIFIED);
        } else if (!(trick.orElse(null) instanceof Trick.NoValidators)) {
            response.header(HttpHeaderNames.ETAG, tag);
        }
        ByteSpan span = HttpRanges.parse(request.requestHeaders().get(HttpHeaderNames.RANGE, "bytes=0-"), bytes.length)
                .orElseThrow();
        return answer(response, bytes, span, trick);
    }

    private static Publisher<Void> answer(
            HttpServerResponse response, byte[] bytes, ByteSpan span, Optional<Trick> trick) {
        int from = (int) span.offsetBytes();
        int length = (int) span.lengthBytes();
        response.status(206).header(HttpHeaderNames.CONTENT_RANGE, HttpRanges.contentRange(span, bytes.length));
        return switch (trick.orElse(null)) {
            case Trick.WholeInstead() -> {
                response.status(200).responseHeaders().remove(HttpHeaderNames.CONTENT_RANGE);
                yield send(response, bytes, 0, bytes.length, bytes.length);
            }
            case Trick.ShiftedRange() -> {
                response.header(
                        HttpHeaderNames.CONTENT_RANGE,
                        HttpRanges.contentRange(
                                new ByteSpan(span.offsetBytes() + 1, span.lengthBytes()), bytes.length + 1));
                yield send(response, bytes, from, length, length);
            }
            case Trick.CutAfter(long cut) when cut < length -> cut(response, bytes, from, (int) cut, length);
            case Trick.Longer(int more) ->
                response.sendByteArray(Mono.just(Arrays.copyOfRange(bytes, from, from + length + more)));
            case Trick.SlowHead(Duration delay) ->
                Mono.delay(delay).then(Mono.defer(() -> Mono.from(send(response, bytes, from, length, length))));
            case Trick.Stall() ->
                response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length))
                        .send(Flux.concat(
                                Mono.just(Unpooled.wrappedBuffer(bytes, from, length / 2)), Mono.<ByteBuf>never()));
            case Trick.Gzip() -> {
                response.header(HttpHeaderNames.CONTENT_ENCODING, "gzip");
                yield send(response, bytes, from, length, length);
            }
            case null, default -> send(response, bytes, from, length, length);
        };
    }

    private static Publisher<Void> cut(HttpServerResponse response, byte[] bytes, int from, int cut, int length) {
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
        Flux<ByteBuf> some = Flux.just(Unpooled.wrappedBuffer(bytes, from, cut));
        return response.send(some.concatWith(Mono.error(new IllegalStateException("cut"))));
    }

    private static Publisher<Void> send(
            HttpServerResponse response, byte[] bytes, int from, int length, int contentLength) {
        return response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(contentLength))
                .send(Flux.just(Unpooled.wrappedBuffer(bytes, from, length)));
    }
}
