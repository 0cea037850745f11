package dev.cliprange.testing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Serves single files on loopback, with byte ranges, as plain object storage does. */
public final class MediaServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private final Map<String, URI> redirects = new ConcurrentHashMap<>();
    private final DisposableServer server;

    public MediaServer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
    }

    /** The address of a file from now on; ends in the file's own name. */
    public URI serve(Path file) {
        String path = "/" + file.getFileName();
        files.put(path, file);
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** The address of a file that is there only with this query. */
    public URI serve(Path file, String query) {
        String target = "/" + file.getFileName() + "?" + query;
        files.put(target, file);
        return URI.create("http://127.0.0.1:" + server.port() + target);
    }

    /** The address of a redirect. @param target path and query, as it is sent */
    public URI redirect(String target, URI to) {
        redirects.put(target, to);
        return URI.create("http://127.0.0.1:" + server.port() + target);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        URI elsewhere = redirects.get(request.uri());
        if (elsewhere != null) {
            return response.status(HttpResponseStatus.TEMPORARY_REDIRECT)
                    .header(HttpHeaderNames.LOCATION, elsewhere.toString())
                    .send();
        }
        Path file = files.get(request.uri());
        if (file == null) {
            return response.status(HttpResponseStatus.NOT_FOUND)
                    .header(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                    .sendString(Mono.just("no such file"));
        }
        try {
            long size = Files.size(file);
            response.header(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                    .header(HttpHeaderNames.CONTENT_TYPE, type(file))
                    .header(HttpHeaderNames.ETAG, "\"" + size + "\"");
            String wanted = request.requestHeaders().get(HttpHeaderNames.RANGE, "");
            Matcher range = RANGE.matcher(wanted);
            if (!range.matches()) {
                return send(response, file, 0, size);
            }
            boolean suffix = range.group(1).isEmpty();
            long first = suffix ? size - Long.parseLong(range.group(2)) : Long.parseLong(range.group(1));
            long last =
                    suffix || range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
            if (first > last) {
                return response.status(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .header(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size)
                        .send();
            }
            response.status(HttpResponseStatus.PARTIAL_CONTENT)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes " + first + "-" + last + "/" + size);
            return send(response, file, first, last - first + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Publisher<Void> send(HttpServerResponse response, Path file, long firstByte, long bytes) {
        return response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(bytes))
                .sendFile(file, firstByte, bytes);
    }

    private static String type(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".webm") ? "video/webm" : name.endsWith(".html") ? "text/html" : "video/mp4";
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
