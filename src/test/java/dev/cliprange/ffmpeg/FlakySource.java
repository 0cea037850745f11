package dev.cliprange.ffmpeg;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An HTTP source that serves a file by ranges, and misbehaves as told. */
final class FlakySource implements AutoCloseable {

    /** How it misbehaves. */
    sealed interface Mood {
        /** Not at all. */
        record Well() implements Mood {}

        /** Closes the connection before the byte of the file. */
        record CutAt(int offset) implements Mood {}

        /** Resets the connection before the byte of the file. */
        record ResetAt(int offset) implements Mood {}

        /** Closes the connection before the byte of the file, and answers all further requests with a status. */
        record StatusAfter(int offset, int code) implements Mood {}

        /** Says nothing more from that byte of the file on, and keeps the connection. */
        record SilentFrom(int offset) implements Mood {}

        /** Answers with a status and no body. */
        record Status(int code) implements Mood {}
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final byte[] file;
    private final DisposableServer server;
    private final List<String> conditions = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private volatile Mood mood;

    public FlakySource(Path file, Mood mood) throws IOException {
        this.file = Files.readAllBytes(file);
        this.mood = mood;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
    }

    public void become(Mood next) {
        mood = next;
    }

    public String address() {
        return "http://127.0.0.1:" + server.port() + "/source?X-Signature=secret";
    }

    public FfmpegInput input() {
        return new FfmpegInput(
                address(), FfmpegHarness.httpProtocols(), java.util.Map.of(), "mov", "h264", List.of("aac"));
    }

    /** The If-Match of each request. */
    public List<String> conditions() {
        return conditions;
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Optional.ofNullable(request.requestHeaders().get("If-Match")).ifPresent(conditions::add);
        return switch (mood) {
            case Mood.Well() -> send(request, response, file.length, false);
            case Mood.CutAt(int offset) -> send(request, response, offset, false);
            case Mood.ResetAt(int offset) -> {
                response.withConnection(
                        connection -> connection.channel().config().setOption(ChannelOption.SO_LINGER, 0));
                yield send(request, response, offset, false);
            }
            case Mood.StatusAfter(int offset, int code) ->
                isFirst.getAndSet(false)
                        ? send(request, response, offset, false)
                        : response.status(code).send();
            case Mood.SilentFrom(int offset) -> send(request, response, offset, true);
            case Mood.Status(int code) -> response.status(code).send();
        };
    }

    private Publisher<Void> send(HttpServerRequest request, HttpServerResponse response, int limit, boolean keep) {
        int from = 0;
        int to = file.length;
        Matcher range = RANGE.matcher(
                Optional.ofNullable(request.requestHeaders().get("Range")).orElse(""));
        if (range.matches()) {
            from = Integer.parseInt(range.group(1));
            to = range.group(2).isEmpty() ? to : Math.min(to, Integer.parseInt(range.group(2)) + 1);
            if (from >= file.length) {
                return response.status(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .send();
            }
            response.status(HttpResponseStatus.PARTIAL_CONTENT)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes " + from + "-" + (to - 1) + "/" + file.length);
        }
        response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(to - from))
                .header(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        byte[] part = Arrays.copyOfRange(file, from, Math.max(from, Math.min(to, limit)));
        boolean whole = part.length == to - from;
        Flux<io.netty.buffer.ByteBuf> pieces = Flux.range(0, (part.length + 65_535) / 65_536)
                .map(i -> Unpooled.wrappedBuffer(part, i * 65_536, Math.min(65_536, part.length - i * 65_536)));
        Mono<Void> sent = Mono.from(response.send(pieces));
        if (whole) {
            return sent;
        }
        if (keep) {
            return response.send(pieces.concatWith(Mono.never()), buffer -> true);
        }
        return Mono.from(response.send(
                pieces.concatWith(Mono.defer(() -> {
                    response.withConnection(Connection::dispose);
                    return Mono.never();
                })),
                buffer -> true));
    }
}
